import { randomUUID } from 'node:crypto';
import {
  API_KEY_SCOPES,
  WORKSPACE_ROLES,
  isPlatformPermission,
  isWorkspacePermission,
  roleAllows,
  scopeFor,
  type ApiKeyScope,
  type ErrorCode,
  type Permission,
  type WorkspaceRole,
} from '@nora/contracts';
import { ApiKey, Session, User, WorkspaceMember } from '@nora/domain';
import { TestAgents, type AgentIds } from './test-agents';
import type { Member, TestApi } from './test-api';

/** What the guard must answer: the request goes through, or is refused with a code. */
export type Verdict = 'through' | ErrorCode;

/** Somebody, or something, that calls every operation. */
export interface Caller {
  name: string;
  headers: Record<string, string>;
  /** What they are told when an operation asks for this permission. */
  verdict(permission: Permission): Verdict;
}

/** The workspace whose things are asked for. */
export interface MatrixTarget extends AgentIds {
  workspaceId: string;
}

/** Makes one workspace with an agent, and everybody who may or may not touch it. */
export async function prepareMatrix(api: TestApi): Promise<{ target: MatrixTarget; callers: Caller[] }> {
  const owner = await api.member('Owner');
  const agents = new TestAgents(api);
  const target = { workspaceId: owner.workspaceId, ...(await agents.settled(owner, 'The agent')) };
  const bearers = await Promise.all(API_KEY_SCOPES.map((scope) => keyCaller(api, owner, scope)));
  const callers: Caller[] = [
    refused('anonymous', {}),
    ...(await Promise.all(WORKSPACE_ROLES.map((role) => memberCaller(api, target, owner, role)))),
    {
      ...cookieOf('stranger', await api.member('Stranger')),
      verdict: (permission) => outside(permission, false),
    },
    {
      ...cookieOf('platform admin', await api.member('Platform', 'admin')),
      verdict: (permission) => outside(permission, true),
    },
    ...bearers,
    await strangersKey(api),
    ...(await deadCredentials(api, owner)),
  ];
  return { target, callers };
}

/** Somebody signed in who is no member: existence does not leak. */
function outside(permission: Permission, isAdmin: boolean): Verdict {
  if (isWorkspacePermission(permission)) return 'not_found';
  return isPlatformPermission(permission) && !isAdmin ? 'forbidden' : 'through';
}

async function memberCaller(
  api: TestApi,
  { workspaceId }: MatrixTarget,
  owner: Member,
  role: WorkspaceRole,
): Promise<Caller> {
  const member = role === 'owner' ? owner : await api.member(role);
  if (role !== 'owner') {
    await api.dataSource.manager.insert(WorkspaceMember, { workspaceId, userId: member.userId, role });
  }
  return {
    ...cookieOf(role, member),
    verdict: (permission) => {
      if (isWorkspacePermission(permission)) return roleAllows(role, permission) ? 'through' : 'forbidden';
      return isPlatformPermission(permission) ? 'forbidden' : 'through';
    },
  };
}

/** A key with one scope; its issuer is the owner, so that the scope alone decides. */
async function keyCaller(api: TestApi, owner: Member, scope: ApiKeyScope): Promise<Caller> {
  const { key } = await issue(api, owner, [scope]);
  return {
    name: `key with ${scope}`,
    headers: bearer(key),
    verdict: (permission) => {
      const needed = scopeFor(permission);
      if (needed === null) return 'session_required';
      return needed === scope ? 'through' : 'missing_scope';
    },
  };
}

/** A key with every scope, in another workspace. */
async function strangersKey(api: TestApi): Promise<Caller> {
  const { key } = await issue(api, await api.member('Mallory'), [...API_KEY_SCOPES]);
  return {
    name: 'key of another workspace',
    headers: bearer(key),
    verdict: (permission) => {
      if (isWorkspacePermission(permission)) return 'not_found';
      return scopeFor(permission) === null ? 'session_required' : 'through';
    },
  };
}

/** Credentials of an owner that have been worth something. */
async function deadCredentials(api: TestApi, owner: Member): Promise<Caller[]> {
  const { manager } = api.dataSource;
  const past = new Date(Date.now() - 1_000);
  const [expired, revoked] = [
    await issue(api, owner, [...API_KEY_SCOPES]),
    await issue(api, owner, [...API_KEY_SCOPES]),
  ];
  await manager.update(ApiKey, { id: expired.id }, { expiresAt: past });
  await manager.update(ApiKey, { id: revoked.id }, { revokedAt: past });
  const ended = await api.member('Ended');
  await manager.update(Session, { userId: ended.userId }, { revokedAt: past });
  const disabled = await api.member('Disabled');
  for (const { userId } of [ended, disabled]) {
    await manager.insert(WorkspaceMember, { workspaceId: owner.workspaceId, userId, role: 'owner' });
  }
  await manager.update(User, { id: disabled.userId }, { disabledAt: past });
  const forged = { cookie: `nora_session=eyJhbGciOiJub25lIn0.${randomUUID()}.` };
  return [
    refused('expired key', bearer(expired.key)),
    refused('revoked key', bearer(revoked.key)),
    refused('revoked session', cookieOf('', ended).headers),
    refused('session of a disabled account', cookieOf('', disabled).headers),
    refused('forged session', forged),
  ];
}

function refused(name: string, headers: Record<string, string>): Caller {
  return { name, headers, verdict: () => 'unauthenticated' };
}

function cookieOf(name: string, { client }: Member): Pick<Caller, 'name' | 'headers'> {
  return { name, headers: { cookie: client.cookie ?? '' } };
}

function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

async function issue(
  api: TestApi,
  { client, workspaceId }: Member,
  scopes: ApiKeyScope[],
): Promise<{ id: string; key: string }> {
  const { status, body } = await client.post(`/api/workspaces/${workspaceId}/api-keys`, {
    name: 'Matrix',
    scopes,
  });
  if (status !== 201) throw new Error(`issuing a key answered ${JSON.stringify(body)}`);
  const { apiKey, key } = body as { apiKey: { id: string }; key: string };
  return { id: apiKey.id, key };
}
