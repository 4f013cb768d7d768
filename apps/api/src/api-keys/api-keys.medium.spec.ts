import { API_KEY_SCOPES } from '@nora/contracts';
import { newApiKey } from '@nora/crypto';
import { ApiKey, AuditEntry, User, WorkspaceMember } from '@nora/domain';
import { TestAccess, newAgent } from '../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer, TestStream } from '../testing/test-client';

describe('API keys', () => {
  let api: TestApi;
  let owner: Member;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()], { TRUST_PROXY: '127.0.0.1' });
  });

  beforeEach(async () => {
    owner = await api.member();
  });

  afterAll(() => api.close());

  const keysOf = ({ workspaceId }: Member) => `/api/workspaces/${workspaceId}/api-keys`;
  const agentsOf = ({ workspaceId }: Member) => `/api/workspaces/${workspaceId}/agents`;

  async function issue(by: Member, changes: object = {}): Promise<{ id: string; key: string }> {
    const body = { name: 'CI', scopes: ['agents:read', 'agents:write'], ...changes };
    const answer = await by.client.post(keysOf(by), body);
    expect(answer.status).toBe(201);
    const { apiKey, key } = answer.body as { apiKey: { id: string }; key: string };
    return { id: apiKey.id, key };
  }

  const by = (
    key: string,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<TestAnswer> =>
    api.visitor().call(method, path, body, { authorization: `Bearer ${key}`, ...headers });

  it('are shown once and stored as a hash', async () => {
    const { id, key } = await issue(owner);
    const row = await api.dataSource.manager.findOneByOrFail(ApiKey, { id });
    expect(JSON.stringify(row)).not.toContain(key);
    expect(row.prefix).toBe(key.slice(0, 12));
    const list = await owner.client.get(keysOf(owner));
    expect(list.body).toMatchObject({
      items: [{ id, name: 'CI', prefix: key.slice(0, 12), state: 'active', issuer: { id: owner.userId } }],
      nextCursor: null,
    });
    expect(JSON.stringify(list.body)).not.toContain(row.keyHash);
    const audit = await api.dataSource.manager.findBy(AuditEntry, { resourceId: id });
    expect(audit).toMatchObject([{ action: 'api-key.create', actorId: owner.userId }]);
    expect(JSON.stringify(audit)).not.toContain(key);
  });

  it('act for their issuer, and the audit log tells both', async () => {
    const { id, key } = await issue(owner);
    const made = await by(key, 'POST', agentsOf(owner), newAgent('By a key'));
    expect(made.status).toBe(202);
    const entry = await api.dataSource.manager.findOneByOrFail(AuditEntry, {
      action: 'agent.create',
      workspaceId: owner.workspaceId,
    });
    expect(entry).toMatchObject({ actorType: 'api-key', actorId: id, onBehalfOfId: owner.userId });
    expect(entry.actorLabel).toBe(`CI (${key.slice(0, 12)}…)`);
  });

  it('see nothing of another workspace of their issuer', async () => {
    const other = await api.member('Grace');
    await api.dataSource.manager.insert(WorkspaceMember, {
      ...{ workspaceId: other.workspaceId, userId: owner.userId, role: 'owner' },
    });
    const { key } = await issue(owner, { scopes: [...API_KEY_SCOPES] });
    expect((await by(key, 'GET', agentsOf(owner))).status).toBe(200);
    expect((await by(key, 'GET', agentsOf(other))).body).toMatchObject({ status: 404, code: 'not_found' });
    const workspaces = await by(key, 'GET', '/api/workspaces');
    expect(workspaces.body).toMatchObject({ items: [{ id: owner.workspaceId }] });
    expect((workspaces.body['items'] as unknown[]).length).toBe(1);
  });

  it('do no more than their scopes, and never what needs a person', async () => {
    const { id, key } = await issue(owner, { scopes: ['agents:read'] });
    const refused = await by(key, 'POST', agentsOf(owner), newAgent('Refused'));
    expect(refused.body).toMatchObject({ status: 403, code: 'missing_scope' });
    for (const [method, path, body] of [
      ['POST', keysOf(owner), { name: 'More', scopes: ['agents:write'] }],
      ['GET', keysOf(owner)],
      ['DELETE', `${keysOf(owner)}/${id}`],
      ['GET', '/api/auth/me'],
      ['POST', '/api/auth/logout'],
      ['GET', '/api/admin/overview'],
    ] as const) {
      expect((await by(key, method, path, body)).body).toMatchObject({
        status: 403,
        code: 'session_required',
      });
    }
  });

  it('do no more than their issuer may now', async () => {
    const { key } = await issue(owner);
    const where = { workspaceId: owner.workspaceId, userId: owner.userId };
    await api.dataSource.manager.update(WorkspaceMember, where, { role: 'viewer' });
    expect((await by(key, 'GET', agentsOf(owner))).status).toBe(200);
    const refused = await by(key, 'POST', agentsOf(owner), newAgent('Refused'));
    expect(refused.body).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('are gone with the membership of their issuer, and do not come back with it', async () => {
    const { key } = await issue(owner);
    const where = { workspaceId: owner.workspaceId, userId: owner.userId };
    await api.dataSource.manager.delete(WorkspaceMember, where);
    expect((await by(key, 'GET', agentsOf(owner))).status).toBe(401);
    await api.dataSource.manager.insert(WorkspaceMember, { ...where, role: 'owner' });
    expect((await by(key, 'GET', agentsOf(owner))).status).toBe(401);
  });

  it('are worth nothing while their issuer is disabled, after their time, and when revoked', async () => {
    const [disabled, expired, revoked] = [await issue(owner), await issue(owner), await issue(owner)];
    const status = async (key: string) => (await by(key, 'GET', agentsOf(owner))).status;
    await api.dataSource.manager.update(ApiKey, { id: expired.id }, { expiresAt: new Date(Date.now() - 1) });
    expect((await owner.client.delete(`${keysOf(owner)}/${revoked.id}`)).status).toBe(204);
    expect([await status(expired.key), await status(revoked.key)]).toEqual([401, 401]);
    const list = await owner.client.get(keysOf(owner));
    expect((list.body['items'] as { state: string }[]).map(({ state }) => state)).toEqual([
      'revoked',
      'expired',
      'active',
    ]);
    await api.dataSource.manager.update(User, { id: owner.userId }, { disabledAt: new Date() });
    expect(await status(disabled.key)).toBe(401);
  });

  it('are not guessed or mistyped', async () => {
    const { key } = await issue(owner);
    const wrong = [newApiKey(), `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`, 'nora_', 'nora_x'];
    for (const text of wrong) expect((await by(text, 'GET', agentsOf(owner))).status).toBe(401);
  });

  it('work from the addresses they are bound to only', async () => {
    const { key } = await issue(owner, { allowedCidrs: ['192.0.2.0/24', '2001:db8::/32'] });
    const from = async (address: string) =>
      (await by(key, 'GET', agentsOf(owner), undefined, { 'x-forwarded-for': address })).status;
    expect(await from('192.0.2.77')).toBe(200);
    expect(await from('::ffff:192.0.2.77')).toBe(200);
    expect(await from('2001:db8:1::1')).toBe(200);
    expect(await from('198.51.100.1')).toBe(403);
    expect((await by(key, 'GET', agentsOf(owner))).body).toMatchObject({ code: 'address_not_allowed' });
  });

  it('note their last use at most once a minute', async () => {
    const { id, key } = await issue(owner);
    const lastUse = async () => (await api.dataSource.manager.findOneByOrFail(ApiKey, { id })).lastUsedAt;
    await Promise.all([by(key, 'GET', agentsOf(owner)), by(key, 'GET', agentsOf(owner))]);
    const first = await lastUse();
    expect(first).not.toBeNull();
    await by(key, 'GET', agentsOf(owner));
    expect(await lastUse()).toEqual(first);
    await api.dataSource.manager.update(ApiKey, { id }, { lastUsedAt: new Date(Date.now() - 61_000) });
    await by(key, 'GET', agentsOf(owner));
    expect((await lastUse())?.getTime()).toBeGreaterThan(Date.now() - 10_000);
  });

  it('lose their open streams within a second of being revoked', async () => {
    const { id, key } = await issue(owner);
    const stream: TestStream = await api
      .visitor()
      .stream('/api/events/stream', { headers: { authorization: `Bearer ${key}` } });
    await owner.client.delete(`${keysOf(owner)}/${id}`);
    const revoked = performance.now();
    await stream.ended;
    expect(performance.now() - revoked).toBeLessThan(1_000);
  });

  it.each([
    ['no scope', { scopes: [] }, 'scopes'],
    ['a scope that does not exist', { scopes: ['members:manage'] }, 'scopes'],
    ['a scope twice', { scopes: ['agents:read', 'agents:read'] }, 'scopes'],
    ['a time that has passed', { expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['a time that is none', { expiresAt: 'tomorrow' }, 'expiresAt'],
    ['an address that is none', { allowedCidrs: ['192.0.2.0/33'] }, 'allowedCidrs'],
    ['no name', { name: '  ' }, 'name'],
  ])('are not issued with %s', async (_, changes, path) => {
    const body = { name: 'CI', scopes: ['agents:read'], ...changes };
    const answer = await owner.client.post(keysOf(owner), body);
    expect(answer.body).toMatchObject({ status: 422, errors: [{ path }] });
  });

  it('are renamed; those of another workspace, and ids that are none, are not found', async () => {
    const { id } = await issue(owner);
    const renamed = await owner.client.patch(`${keysOf(owner)}/${id}`, { name: ' Nightly ' });
    expect(renamed.body).toMatchObject({ id, name: 'Nightly' });
    const stranger = await api.member('Mallory');
    for (const path of [`${keysOf(stranger)}/${id}`, `${keysOf(owner)}/${id}`, `${keysOf(stranger)}/seven`]) {
      expect((await stranger.client.patch(path, { name: 'Mine' })).status).toBe(404);
      expect((await stranger.client.delete(path)).status).toBe(404);
    }
    expect((await owner.client.get(keysOf(owner))).body).toMatchObject({ items: [{ name: 'Nightly' }] });
  });
});
