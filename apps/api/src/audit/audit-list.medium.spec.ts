import { randomUUID } from 'node:crypto';
import { AuditEntry, WorkspaceMember, recordAudit, type AuditActor, type AuditRecord } from '@nora/domain';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

interface Listed {
  items: {
    id: string;
    sequence: string | null;
    action: string;
    createdAt: string;
    workspaceId: string | null;
  }[];
  nextCursor: string | null;
}

const ACTOR: AuditActor = {
  ...{ type: 'user', id: randomUUID(), label: 'grace@example.test', onBehalfOfId: null },
  ...{ correlationId: 'req-1', address: '192.0.2.7' },
};

describe('the list of audit entries', () => {
  let api: TestApi;
  let owner: Member;
  let admin: Member;

  const write = (record: Partial<AuditRecord>) =>
    recordAudit(api.dataSource.manager, {
      ...{ actor: ACTOR, action: 'agent.stop', resourceType: 'agent', resourceId: null },
      ...{ workspaceId: owner.workspaceId, ...record },
    });

  const list = async (member: Member, query: Record<string, string> = {}): Promise<Listed> => {
    const base = member === admin ? '/api/admin/audit' : `/api/workspaces/${member.workspaceId}/audit`;
    const { status, body } = await member.client.get(`${base}?${new URLSearchParams(query).toString()}`);
    expect([status, body['detail']]).toEqual([200, undefined]);
    return body as unknown as Listed;
  };
  const actions = async (member: Member, query: Record<string, string>) =>
    (await list(member, query)).items.map(({ action }) => action);

  beforeAll(async () => {
    api = await startTestApi();
    [owner, admin] = await Promise.all([api.member('Ada'), api.member('Root', 'admin')]);
    await write({ action: 'agent.stop', resourceId: 'one' });
    await write({ action: 'agent.start', resourceId: 'two', outcome: 'refused' });
    await write({ action: 'agents.odd', resourceType: 'other', actor: { ...ACTOR, correlationId: 'req-2' } });
    const key = { type: 'api-key', id: randomUUID(), label: 'CI', onBehalfOfId: owner.userId } as const;
    await write({ action: 'key.used', actor: { ...ACTOR, ...key } });
    await write({ action: 'elsewhere.act', workspaceId: randomUUID() });
    await write({ action: 'platform.act', workspaceId: null });
  });

  afterAll(() => api.close());

  it('shows a workspace its own entries, newest first, page by page', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Listed = await list(owner, { limit: '3', ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ action }) => action));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen.filter((action) => !action.startsWith('auth.') && !action.startsWith('session'))).toEqual([
      ...['key.used', 'agents.odd', 'agent.start', 'agent.stop'],
    ]);
  });

  it('shows a platform admin those of every workspace and of the installation', async () => {
    const seen = await actions(admin, { limit: '200' });
    expect(seen).toEqual(expect.arrayContaining(['platform.act', 'elsewhere.act', 'agent.stop']));
    expect(await actions(admin, { workspaceId: owner.workspaceId, actorId: ACTOR.id ?? '' })).toEqual([
      ...['agents.odd', 'agent.start', 'agent.stop'],
    ]);
  });

  it.each<[Record<string, string>, string[]]>([
    [{ action: 'agent.stop' }, ['agent.stop']],
    [{ action: 'agent.' }, ['agent.start', 'agent.stop']],
    [{ action: 'agent' }, []],
    [{ resourceType: 'other' }, ['agents.odd']],
    [{ resourceId: 'two' }, ['agent.start']],
    [{ resourceId: "two' OR 'a' = 'a" }, []],
    [{ outcome: 'refused' }, ['agent.start']],
    [{ correlationId: 'req-2' }, ['agents.odd']],
    [{ action: 'agent.', outcome: 'allowed' }, ['agent.stop']],
    [{ action: 'agent.', since: '2199-01-01T00:00:00Z' }, []],
    [{ action: 'agent.', until: '2001-01-01T00:00:00+01:00' }, []],
    [
      { action: 'agent.', since: '2001-01-01T00:00:00Z', until: '2199-01-01T00:00:00Z' },
      ['agent.start', 'agent.stop'],
    ],
  ])('is narrowed by %j', async (query, expected) => {
    expect(await actions(owner, query)).toEqual(expected);
  });

  it('finds what a key did under the account it acted for', async () => {
    expect(await actions(owner, { actorId: owner.userId, action: 'key.' })).toEqual(['key.used']);
  });

  it('finds the one entry at a place in the chain, for those who may see it', async () => {
    expect((await admin.client.post('/api/admin/audit/verify')).status).toBe(200);
    const [entry] = (await list(owner, { resourceId: 'two' })).items;
    const sequence = String(entry?.sequence);
    expect((await list(owner, { sequence })).items).toEqual([entry]);
    expect((await list(admin, { sequence })).items).toEqual([entry]);
    const [other] = (await list(admin, { action: 'elsewhere.act' })).items;
    expect((await list(owner, { sequence: String(other?.sequence) })).items).toEqual([]);
  });

  it('tells times apart by microseconds', async () => {
    const [first] = (await list(owner, { resourceId: 'one' })).items;
    expect(first?.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  it.each<Record<string, string>>([
    { since: 'yesterday' },
    { since: '2024-02-30' },
    { since: '0000-01-01T00:00:00Z' },
    { until: '2024-01-01T25:00:00Z' },
    { until: '9999-12-31T23:59:59-12:00' },
    { action: 'a b' },
    { actorId: 'me' },
    { outcome: 'maybe' },
    { cursor: 'x' },
    { sequence: '0' },
    { sequence: '9999999999999999999' },
    { workspaceId: randomUUID() },
  ])('refuses %j', async (query) => {
    const path = `/api/workspaces/${owner.workspaceId}/audit?${new URLSearchParams(query).toString()}`;
    const { status, body } = await owner.client.get(path);
    expect([status, body['code']]).toEqual([422, 'validation_failed']);
  });

  it('is for admins and owners of the workspace, and for platform admins', async () => {
    const stranger = await api.member('Eve');
    const path = `/api/workspaces/${owner.workspaceId}/audit`;
    expect((await stranger.client.get(path)).status).toBe(404);
    expect((await admin.client.get(path)).status).toBe(404);
    expect((await stranger.client.get('/api/admin/audit')).status).toBe(403);
    expect((await api.visitor().get(path)).status).toBe(401);
    for (const [role, status] of [
      ['viewer', 403],
      ['editor', 403],
      ['admin', 200],
    ] as const) {
      const place = { workspaceId: owner.workspaceId, userId: stranger.userId };
      await api.dataSource.manager.upsert(WorkspaceMember, { ...place, role }, ['workspaceId', 'userId']);
      expect([role, (await stranger.client.get(path)).status]).toEqual([role, status]);
    }
  });

  it('is not itself recorded', async () => {
    const before = await api.dataSource.manager.count(AuditEntry);
    await list(owner);
    await list(admin);
    expect(await api.dataSource.manager.count(AuditEntry)).toBe(before);
  });
});
