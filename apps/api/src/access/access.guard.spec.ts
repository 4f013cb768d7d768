import 'reflect-metadata';
import { DomainError, type ApiKeyScope, type Permission, type WorkspaceRole } from '@nora/contracts';
import { newApiKey } from '@nora/crypto';
import { Authorize, ByEmbed, Public } from '@nora/http-kit';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ApiKeyCredentials } from '../api-keys/api-key-credentials';
import type { SessionsService } from '../sessions/sessions.service';
import { AccessGuard } from './access.guard';
import { Authentication } from './authentication';
import type { EmbedGrants } from './embed-grants';
import type { RateLimits } from './rate-limits';
import type { WorkspaceAccess } from './workspace-access';

const ACCOUNT = { userId: 'u', email: 'ada@example.test', name: 'Ada' };
const SESSION = {
  ...ACCOUNT,
  credential: { kind: 'session' as const, id: 's' },
  platformRole: 'user' as const,
};
const KEY = newApiKey();

class Handlers {
  undecided(): void {
    return undefined;
  }

  @Public()
  open(): void {
    return undefined;
  }

  @Authorize('account:read')
  me(): void {
    return undefined;
  }

  @Authorize('workspaces:list')
  list(): void {
    return undefined;
  }

  @Authorize('platform:read')
  overview(): void {
    return undefined;
  }

  @Authorize('agents:write')
  change(): void {
    return undefined;
  }

  @Authorize('agents:read')
  look(): void {
    return undefined;
  }

  @Authorize('agents:gateway')
  @ByEmbed()
  embedded(): void {
    return undefined;
  }

  @Authorize('keys:manage')
  issue(): void {
    return undefined;
  }
}

interface Given {
  method?: string;
  headers?: Record<string, string>;
  cookies?: Record<string, string>;
  role?: WorkspaceRole | null;
  platformRole?: 'user' | 'admin';
  scopes?: ApiKeyScope[];
  embedded?: boolean;
}

const counted = { strangers: 0, principals: 0 };

function call(handler: keyof Handlers, given: Given = {}) {
  const { method = 'GET', headers = {}, cookies = {}, role = null, platformRole = 'user' } = given;
  const sessions = {
    resolve: (token: string) => Promise.resolve(token === 'good' ? { ...SESSION, platformRole } : null),
  } as unknown as SessionsService;
  const live = { ...ACCOUNT, keyId: 'k', label: 'CI', workspaceId: 'w', scopes: given.scopes ?? [] };
  const apiKeys = {
    resolve: (key: string) => Promise.resolve(key === KEY ? live : null),
  } as unknown as ApiKeyCredentials;
  const workspaces = {
    resolve: () =>
      role === null
        ? Promise.reject(new DomainError('not_found', 'Not here.'))
        : Promise.resolve({ workspaceId: 'w', role }),
  } as unknown as WorkspaceAccess;
  const limits = {
    countStranger: () => Promise.resolve(void (counted.strangers += 1)),
    countPrincipal: () => Promise.resolve(void (counted.principals += 1)),
  } as unknown as RateLimits;
  const http = { publicUrl: 'http://nora.example' };
  const authentication = new Authentication(sessions, apiKeys);
  const embeds = {
    principalOf: () => Promise.resolve(given.embedded ? { ...ACCOUNT, ...SESSION } : null),
  } as unknown as EmbedGrants;
  const guard = new AccessGuard(new Reflector(), authentication, embeds, workspaces, limits, http as never);
  const request = {
    method,
    headers,
    cookies,
    params: {},
    ip: '192.0.2.1',
    protocol: 'http',
    host: 'nora.example',
  };
  const context = {
    getHandler: () => Handlers.prototype[handler],
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({}) }),
  } as unknown as ExecutionContext;
  return guard.canActivate(context).then(
    (allowed) => ({ allowed, actor: (request as { actor?: unknown }).actor }),
    (error: unknown) => (error as DomainError).code,
  );
}

const cookie = { cookies: { nora_session: 'good' } };
const sameOrigin = { 'sec-fetch-site': 'same-origin', 'x-nora-csrf': '1' };
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe('AccessGuard', () => {
  it('refuses a handler that does not say who may call it, to an administrator too', async () => {
    expect(await call('undecided', { ...cookie, platformRole: 'admin' })).toBe('forbidden');
  });

  it('lets everyone call a public handler, but no page of another server', async () => {
    expect(await call('open')).toMatchObject({ allowed: true });
    expect(await call('open', { method: 'POST', headers: { origin: 'http://evil.example' } })).toBe(
      'csrf_failed',
    );
  });

  it('takes the cookie or a bearer token, never both', async () => {
    expect(await call('me', cookie)).toMatchObject({ allowed: true, actor: { userId: 'u' } });
    expect(await call('me', bearer('good'))).toMatchObject({ allowed: true });
    expect(await call('me', { ...cookie, ...bearer('good') })).toBe('conflicting_auth');
    expect(await call('list', { ...cookie, ...bearer(KEY) })).toBe('conflicting_auth');
  });

  it.each<[string, Given]>([
    ['nothing', {}],
    ['a dead session', { cookies: { nora_session: 'dead' } }],
    ['a dead token', bearer('dead')],
    ['an API key that is none', bearer(`${KEY}x`)],
    ['another scheme', { headers: { authorization: 'Basic good' } }],
    ['an API key as a cookie', { cookies: { nora_session: KEY } }],
  ])('asks for a log-in when there is %s, and counts it against the address', async (_, given) => {
    const before = { ...counted };
    expect(await call('me', given)).toBe('unauthenticated');
    expect(counted).toEqual({ ...before, strangers: before.strangers + 1 });
  });

  it('counts what somebody known asks for against them', async () => {
    const before = { ...counted };
    await call('me', cookie);
    expect(counted).toEqual({ ...before, principals: before.principals + 1 });
  });

  it('asks a cookie session that changes something where it comes from, a bearer token not', async () => {
    expect(await call('me', { ...cookie, method: 'POST' })).toBe('csrf_failed');
    expect(await call('me', { ...cookie, method: 'POST', headers: sameOrigin })).toMatchObject({
      allowed: true,
    });
    expect(await call('me', { method: 'POST', ...bearer('good') })).toMatchObject({ allowed: true });
  });

  it('keeps the administration to platform admins', async () => {
    expect(await call('overview', cookie)).toBe('forbidden');
    expect(await call('overview', { ...cookie, platformRole: 'admin' })).toMatchObject({ allowed: true });
  });

  it.each<[keyof Handlers, Permission, WorkspaceRole | null, unknown]>([
    ['look', 'agents:read', null, 'not_found'],
    ['look', 'agents:read', 'viewer', { allowed: true, actor: { workspaceId: 'w', role: 'viewer' } }],
    ['change', 'agents:write', null, 'not_found'],
    ['change', 'agents:write', 'viewer', 'forbidden'],
    ['change', 'agents:write', 'editor', { allowed: true, actor: { role: 'editor' } }],
    ['change', 'agents:write', 'owner', { allowed: true, actor: { role: 'owner' } }],
  ])('%s (%s) by %s', async (handler, _, role, expected) => {
    const answer = await call(handler, { ...cookie, role });
    if (typeof expected === 'string') expect(answer).toBe(expected);
    else expect(answer).toMatchObject(expected as object);
  });

  it('gives a platform admin no right in a workspace of others', async () => {
    expect(await call('look', { ...cookie, role: null, platformRole: 'admin' })).toBe('not_found');
  });

  it.each<[keyof Handlers, ApiKeyScope[], WorkspaceRole | null, unknown]>([
    [
      'look',
      ['agents:read'],
      'viewer',
      { allowed: true, actor: { credential: { kind: 'api-key', id: 'k' } } },
    ],
    ['look', ['workspaces:read'], 'viewer', 'missing_scope'],
    ['look', [], null, 'not_found'],
    ['change', ['agents:write'], 'editor', { allowed: true }],
    ['change', ['agents:write'], 'viewer', 'forbidden'],
    ['change', ['agents:read'], 'owner', 'missing_scope'],
    ['issue', ['agents:read', 'agents:write', 'workspaces:read'], 'owner', 'session_required'],
    ['list', ['workspaces:read'], null, { allowed: true }],
    ['list', ['agents:read'], null, 'missing_scope'],
    ['me', ['workspaces:read'], null, 'session_required'],
    ['overview', ['workspaces:read'], null, 'session_required'],
  ])('%s by an API key with %j whose issuer is %s', async (handler, scopes, role, expected) => {
    const given = { method: 'POST', ...bearer(KEY), scopes, role, platformRole: 'admin' as const };
    const answer = await call(handler, given);
    if (typeof expected === 'string') expect(answer).toBe(expected);
    else expect(answer).toMatchObject(expected as object);
  });

  it('lets pages of a runtime in by what opened them alone, and nowhere else', async () => {
    const page = { embedded: true, role: 'viewer' as const };
    expect(await call('embedded', page)).toMatchObject({ allowed: true, actor: { role: 'viewer' } });
    expect(await call('embedded', { ...page, method: 'POST', headers: { origin: 'null' } })).toMatchObject({
      allowed: true,
    });
    expect(await call('embedded', { ...page, role: null })).toBe('not_found');
    expect(await call('embedded', { ...cookie, role: 'owner' })).toBe('unauthenticated');
    expect(await call('embedded', { ...bearer('good'), role: 'owner' })).toBe('unauthenticated');
    expect(await call('look', page)).toBe('unauthenticated');
  });
});
