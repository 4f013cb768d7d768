import { AuditEntry, EventRecord } from '@nora/domain';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';
import { TestTeam } from '../testing/test-team';

const DAILY = { name: 'Daily', unit: 'usd', amount: '25', period: 'day' };

describe('budgets', () => {
  let api: TestApi;
  let owner: Member;
  let agentId: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
  });

  beforeEach(async () => {
    owner = await api.member();
    ({ agentId } = await new TestAgents(api).settled(owner, 'Spender'));
  });

  afterAll(() => api.close());

  const path = (rest = '') => `/api/workspaces/${owner.workspaceId}/budgets${rest}`;
  const create = (body: object, member = owner): Promise<TestAnswer> => member.client.post(path(), body);
  const idOf = ({ body }: TestAnswer) => body['id'] as string;
  const items = ({ body }: TestAnswer) => body['items'] as Record<string, unknown>[];
  const faultsOf = ({ body }: TestAnswer) =>
    (body['errors'] as { path: string }[]).map((error) => error.path);

  it('are made, listed, changed and deleted, and the audit log and events tell of it', async () => {
    const made = await create(DAILY);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ name: 'Daily', scope: 'workspace', agentId: null, agentName: null, unit: 'usd', period: 'day' },
      ...{ amount: '25.000000', thresholds: [80], action: 'refuse', enabled: true, forecast: null },
      window: { spent: '0.000000', reserved: '0.000000' },
    });
    const { startsAt, endsAt } = made.body['window'] as { startsAt: string; endsAt: string };
    expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(86_400_000);
    const id = idOf(made);
    expect((await owner.client.get(path(`/${id}`))).body).toEqual(made.body);
    const changed = await owner.client.patch(path(`/${id}`), { amount: '30.5', thresholds: [90, 50] });
    expect(changed.body).toMatchObject({ name: 'Daily', amount: '30.500000', thresholds: [50, 90] });
    const same = await owner.client.patch(path(`/${id}`), { amount: '030.50', thresholds: [50, 90] });
    expect(same.body).toEqual(changed.body);
    expect(items(await owner.client.get(path()))).toEqual([changed.body]);
    expect((await owner.client.delete(path(`/${id}`))).status).toBe(204);
    expect((await owner.client.delete(path(`/${id}`))).status).toBe(404);
    expect((await owner.client.patch(path(`/${id}`), { name: 'X' })).status).toBe(404);
    expect(items(await owner.client.get(path()))).toEqual([]);
    const entries = await api.dataSource.manager.find(AuditEntry, {
      where: { resourceType: 'budget', resourceId: id },
      order: { id: 'ASC' },
    });
    expect(entries.map(({ action, before, after }) => [action, before, after])).toEqual([
      ['budget.create', null, expect.objectContaining({ amount: '25.000000', unit: 'usd' })],
      [
        'budget.change',
        { amount: '25.000000', thresholds: [80] },
        { amount: '30.500000', thresholds: [50, 90] },
      ],
      ['budget.delete', expect.objectContaining({ amount: '30.500000' }), null],
    ]);
    const events = await api.dataSource.manager.findBy(EventRecord, {
      workspaceId: owner.workspaceId,
      type: 'budget.changed',
    });
    expect(events.map(({ payload }) => payload)).toEqual(Array(3).fill({ budgetId: id, agentId: null }));
  });

  it('of one agent show it, and are listed with those that hold it too', async () => {
    const other = await new TestAgents(api).settled(owner, 'Other');
    const shouted = agentId.toUpperCase();
    const mine = await create({ ...DAILY, name: 'Mine', agentId: shouted, unit: 'tokens', amount: '5000' });
    expect(mine.body).toMatchObject({ scope: 'agent', agentId, agentName: 'Spender', amount: '5000.000000' });
    await create({ ...DAILY, name: 'Of the other', agentId: other.agentId });
    await create({ ...DAILY, name: 'All', agentId: null });
    const names = (answer: TestAnswer) => items(answer).map(({ name }) => name);
    expect(names(await owner.client.get(path()))).toEqual(['Mine', 'Of the other', 'All']);
    expect(names(await owner.client.get(path(`?agentId=${agentId}`)))).toEqual(['Mine', 'All']);
    const first = await owner.client.get(path('?limit=2'));
    const cursor = encodeURIComponent(first.body['nextCursor'] as string);
    expect(names(await owner.client.get(path(`?limit=2&cursor=${cursor}`)))).toEqual(['All']);
    const forged = Buffer.from(JSON.stringify(['createdAt', 'x', 'x'])).toString('base64url');
    for (const made of ['x', forged]) {
      expect((await owner.client.get(path(`?cursor=${made}`))).body['code']).toBe('validation_failed');
    }
  });

  it('last as long as the calendar of their workspace says', async () => {
    const zoned = await owner.client.patch(`/api/workspaces/${owner.workspaceId}`, {
      timeZone: 'Asia/Kathmandu',
    });
    expect(zoned.body).toMatchObject({ timeZone: 'Asia/Kathmandu', unknownPrice: 'allow' });
    const windowOf = async (period: string) =>
      (await create({ ...DAILY, period })).body['window'] as { startsAt: string; endsAt: string | null };
    const [hour, week, month, total] = await Promise.all(['hour', 'week', 'month', 'total'].map(windowOf));
    expect(hour!.startsAt).toMatch(/:(15|45):00\.000Z$/);
    expect(new Date(week!.startsAt).getUTCDay()).toBe(0);
    expect(week!.startsAt).toMatch(/T18:15:00\.000Z$/);
    expect(month!.endsAt).toMatch(/T18:15:00\.000Z$/);
    expect(total!.endsAt).toBeNull();
  });

  it.each([
    ['amount', { amount: '0' }],
    ['amount', { amount: '0.0000001' }],
    ['amount', { amount: '-1' }],
    ['amount', { amount: '1e9' }],
    ['amount', { amount: 25 }],
    ['amount', { amount: '1234567890123' }],
    ['amount', { amount: '10.5', unit: 'tokens' }],
    ['unit', { unit: 'eur' }],
    ['period', { period: 'year' }],
    ['name', { name: '  ' }],
    ['name', { name: 'a\u0007b' }],
    ['thresholds', { thresholds: [0] }],
    ['thresholds', { thresholds: [100] }],
    ['thresholds', { thresholds: [50, 50] }],
    ['thresholds', { thresholds: ['50'] }],
    ['thresholds', { thresholds: null }],
    ['action', { action: 'shout' }],
    ['enabled', { enabled: 'yes' }],
    ['agentId', { agentId: 'x' }],
    ['agentId', { agentId: '00000000-0000-4000-8000-000000000000' }],
    ['spent', { spent: '1' }],
  ])('refuse a wrong %s', async (field, part) => {
    const answer = await create({ ...DAILY, ...part });
    expect([answer.status, answer.body['code']]).toEqual([422, 'validation_failed']);
    expect(faultsOf(answer)).toEqual([field]);
  });

  it('keep what they count and for whom they are', async () => {
    const id = idOf(await create({ ...DAILY, unit: 'tokens', amount: '100' }));
    for (const body of [{ unit: 'usd' }, { agentId }]) {
      expect((await owner.client.patch(path(`/${id}`), body)).status).toBe(422);
    }
    const half = await owner.client.patch(path(`/${id}`), { amount: '0.5' });
    expect([half.status, faultsOf(half)]).toEqual([422, ['amount']]);
    expect((await owner.client.patch(path(`/${id}`), { amount: '200.000' })).body['amount']).toBe(
      '200.000000',
    );
  });

  it('are no more than ten for the same agent, however many are made at once', async () => {
    const answers = await Promise.all(Array.from({ length: 14 }, () => create({ ...DAILY, agentId })));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(10).fill(201),
      ...Array<number>(4).fill(409),
    ]);
    expect((await create(DAILY)).status).toBe(201);
  });

  it('are seen by every member, made by admins, and unknown to everybody else', async () => {
    const id = idOf(await create(DAILY));
    const team = new TestTeam(api);
    const editor = await team.join(owner, 'editor');
    const admin = await team.join(owner, 'admin');
    expect((await editor.client.get(path(`/${id}`))).status).toBe(200);
    for (const { client } of [editor]) {
      expect((await client.post(path(), DAILY)).status).toBe(403);
      expect((await client.patch(path(`/${id}`), { amount: '99' })).status).toBe(403);
      expect((await client.delete(path(`/${id}`))).status).toBe(403);
    }
    const stranger = await api.member();
    const own = `/api/workspaces/${stranger.workspaceId}/budgets`;
    for (const where of [path(`/${id}`), `${own}/${id}`]) {
      expect((await stranger.client.get(where)).status).toBe(404);
      expect((await stranger.client.patch(where, { amount: '99' })).status).toBe(404);
      expect((await stranger.client.delete(where)).status).toBe(404);
    }
    const foreign = await stranger.client.post(own, { ...DAILY, agentId });
    expect([foreign.status, faultsOf(foreign)]).toEqual([422, ['agentId']]);
    expect((await admin.client.patch(path(`/${id}`), { amount: '26' })).status).toBe(200);
  });

  it('of the installation are for platform admins, and no workspace sees them', async () => {
    const admin = await api.member('Platform', 'admin');
    const made = await admin.client.post('/api/admin/budgets', { ...DAILY, name: 'Fleet' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ scope: 'installation', agentId: null });
    const id = idOf(made);
    expect((await admin.client.get(path(`/${id}`))).status).toBe(404);
    expect((await owner.client.get(path(`/${id}`))).status).toBe(404);
    expect(items(await owner.client.get(path()))).toEqual([]);
    expect((await owner.client.get('/api/admin/budgets')).status).toBe(403);
    const ofWorkspace = idOf(await create(DAILY));
    expect((await admin.client.get(`/api/admin/budgets/${ofWorkspace}`)).status).toBe(404);
    expect((await admin.client.delete(`/api/admin/budgets/${ofWorkspace}`)).status).toBe(404);
    const asAgent = await admin.client.post('/api/admin/budgets', { ...DAILY, agentId });
    expect(asAgent.status).toBe(422);
    expect((await admin.client.patch(`/api/admin/budgets/${id}`, { enabled: false })).body['enabled']).toBe(
      false,
    );
    expect((await admin.client.delete(`/api/admin/budgets/${id}`)).status).toBe(204);
  });
});
