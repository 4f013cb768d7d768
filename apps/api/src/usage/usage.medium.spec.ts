import { Agent } from '@nora/domain';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';
import { TestLedger } from '../testing/test-ledger';
import { TestTeam } from '../testing/test-team';

interface Series {
  key: string | null;
  label: string;
  points: Record<string, unknown>[];
  totals: Record<string, unknown>;
}

describe('usage of models', () => {
  let api: TestApi;
  let models: TestLedger;
  let owner: Member;
  let agentId: string;
  let otherId: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    models = new TestLedger(api);
  });

  beforeEach(async () => {
    owner = await api.member();
    const agents = new TestAgents(api);
    ({ agentId } = await agents.settled(owner, 'Writer'));
    ({ agentId: otherId } = await agents.settled(owner, 'Reader'));
  });

  afterAll(async () => {
    await models.close();
    await api.close();
  });

  const ofWorkspace = (query = '') => `/api/workspaces/${owner.workspaceId}/usage${query}`;
  const ofAgent = (query = '', id = agentId) => `/api/agents/${id}/usage${query}`;
  const seriesOf = ({ body }: TestAnswer) => body['series'] as Series[];
  const items = ({ body }: TestAnswer) => body['items'] as Record<string, unknown>[];
  const choice = (model: string) => ({ providerId: null, kind: 'demo', model }) as const;
  const table = async (path: string, member = owner) => {
    const response = await fetch(api.url + path, { headers: { cookie: member.client.cookie ?? '' } });
    return { response, text: await response.text() };
  };

  it('is told apart by agent, model or provider, the dearest first, and sums up', async () => {
    await models.spend(agentId, { costUsd: '0.25' });
    await models.spend(agentId, { costUsd: '0.1', outcome: 'failed', choice: choice('demo-2') });
    await models.spend(otherId, { costUsd: '2' });
    const answer = await owner.client.get(ofWorkspace());
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ step: 'day', by: 'agent', timeZone: 'UTC' });
    expect(answer.body['steps']).toHaveLength(31);
    const one = { calls: 1, failed: 0, refused: 0, inputTokens: 600, outputTokens: 400 };
    const rest = { cachedInputTokens: 100, reasoningTokens: 50, unpriced: 0 };
    const today = (answer.body['steps'] as string[]).at(-1);
    expect(seriesOf(answer)).toEqual([
      {
        ...{ key: otherId, label: 'Reader', totals: { ...one, ...rest, costUsd: '2.000000' } },
        points: [{ at: today, ...one, ...rest, costUsd: '2.000000' }],
      },
      expect.objectContaining({ key: agentId, label: 'Writer' }),
    ]);
    expect(answer.body['totals']).toMatchObject({
      ...{ calls: 3, failed: 1, inputTokens: 1_800, outputTokens: 1_200, costUsd: '2.350000' },
    });
    const keys = async (query: string) =>
      seriesOf(await owner.client.get(ofWorkspace(query))).map(({ key, label }) => [key, label]);
    expect(await keys('?by=model')).toEqual([
      ['demo-1', 'demo-1'],
      ['demo-2', 'demo-2'],
    ]);
    expect(await keys('?by=provider')).toEqual([['demo', 'Demo']]);
    expect(await keys('?by=none')).toEqual([['all', 'All']]);
    expect(await keys(`?agentId=${agentId}`)).toEqual([[agentId, 'Writer']]);
    const own = await owner.client.get(ofAgent('?step=hour'));
    expect(own.body).toMatchObject({ by: 'model', step: 'hour', totals: { calls: 2, costUsd: '0.350000' } });
    expect(seriesOf(own).map(({ key }) => key)).toEqual(['demo-1', 'demo-2']);
  });

  it('counts days by the calendar of the workspace', async () => {
    await models.spend(agentId);
    const zone = 'Pacific/Kiritimati';
    await owner.client.patch(`/api/workspaces/${owner.workspaceId}`, { timeZone: zone });
    await models.spend(agentId);
    const { body } = await owner.client.get(ofWorkspace('?by=none'));
    expect(body).toMatchObject({ timeZone: zone, totals: { calls: 2 } });
    for (const at of body['steps'] as string[]) expect(at).toMatch(/T10:00:00\.000Z$/);
  });

  it('is given as a table in which no cell is a formula', async () => {
    for (const [id, name] of [
      [agentId, '=HYPERLINK("http://evil.example","x")'],
      [otherId, '@SUM(A1)\t'],
    ] as const) {
      await api.dataSource.manager.update(Agent, { id }, { name });
    }
    for (const model of ['+cmd|calc', '-2+3', 'plain,"quoted"']) {
      await models.spend(agentId, { choice: choice(model) });
    }
    await models.spend(otherId);
    const { response, text } = await table(ofWorkspace('.csv'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="nora-usage-.*\.csv"/);
    const [head, ...rows] = text.trimEnd().split('\r\n');
    expect(head).toBe(
      'at,agentId,agentName,providerId,providerName,providerKind,model,calls,failed,refused,unpriced,' +
        'inputTokens,outputTokens,cachedInputTokens,reasoningTokens,costUsd',
    );
    expect(rows).toHaveLength(4);
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`);
    expect(text).toContain(`'@SUM(A1)`);
    expect(text).toContain(`,'+cmd|calc,1,`);
    expect(text).toContain(`,'-2+3,1,`);
    expect(text).toContain('"plain,""quoted""",1,0,0,0,600,400,100,50,1.000000');
    for (const cell of text.split(/[,\r\n]+/)) expect(cell).not.toMatch(/^"?[=+\-@\t]/);
    const own = await table(ofAgent('.csv', otherId));
    expect(own.text.trimEnd().split('\r\n')).toHaveLength(2);
    expect(own.text).not.toContain('HYPERLINK');
  });

  it.each([
    ['from', '?from=yesterday'],
    ['to', '?from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z'],
    ['to', '?from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z'],
    ['to', '?step=hour&from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z'],
    ['from', '?from=1999-01-01T00:00:00Z&to=1999-01-02T00:00:00Z'],
    ['step', '?step=week'],
    ['by', '?by=workspace'],
    ['agentId', '?agentId=1'],
    ['workspaceId', '?workspaceId=1'],
  ])('refuses a wrong %s', async (path, query) => {
    const { status, body } = await owner.client.get(ofWorkspace(query));
    expect([status, body['code']]).toEqual([422, 'validation_failed']);
    expect(body['errors']).toMatchObject([{ path }]);
  });

  it('is for members of the workspace only', async () => {
    await models.spend(agentId);
    const viewer = await new TestTeam(api).join(owner, 'viewer');
    expect((await viewer.client.get(ofWorkspace())).body['totals']).toMatchObject({ calls: 1 });
    expect((await table(ofWorkspace('.csv'), viewer)).response.status).toBe(200);
    const stranger = await api.member();
    const calls = `/api/agents/${agentId}/model-calls`;
    for (const path of [ofWorkspace(), ofWorkspace('.csv'), ofAgent(), ofAgent('.csv'), calls]) {
      expect([path, (await table(path, stranger)).response.status]).toEqual([path, 404]);
    }
    // An agent of another workspace is nothing to this one, and tells nothing of itself.
    const foreign = await stranger.client.get(
      `/api/workspaces/${stranger.workspaceId}/usage?agentId=${agentId}`,
    );
    expect(foreign.body).toMatchObject({ series: [], totals: { calls: 0, costUsd: '0.000000' } });
  });

  it('of the installation is for platform admins, by workspace and in UTC', async () => {
    const admin = await api.member('Platform', 'admin');
    await models.spend(agentId, { costUsd: '77' });
    const { body } = await admin.client.get('/api/admin/usage');
    expect(body).toMatchObject({ by: 'workspace', timeZone: 'UTC' });
    expect((body['series'] as Series[])[0]).toMatchObject({
      ...{ key: owner.workspaceId, totals: { calls: 1, costUsd: '77.000000' } },
    });
    for (const by of ['agent', 'model', 'provider', 'none']) {
      expect((await admin.client.get(`/api/admin/usage?by=${by}&step=hour`)).status).toBe(200);
    }
    expect((await owner.client.get('/api/admin/usage')).status).toBe(403);
  });

  it('keeps single calls, newest first, page by page, with whom each was sent to', async () => {
    const attempts = [
      { providerId: null, kind: 'openai', model: 'gpt-x', status: 503, error: 'upstream_failed', ms: 40 },
      { providerId: null, kind: 'demo', model: 'demo-1', status: 200, error: null, ms: 12 },
    ] as const;
    await models.spend(agentId, { outcome: 'failed', status: 502, errorCode: 'upstream_failed' });
    await models.spend(agentId, { attempts: [...attempts] });
    await models.spend(otherId);
    const route = await models.route(agentId);
    models.ledger.refused({
      ...{ callId: '01900000-0000-7000-8000-000000000001', route, choice: choice('demo-1') },
      ...{ shape: 'openai-chat', streamed: false, status: 429, errorCode: 'budget_exhausted', latencyMs: 1 },
    });
    await models.ledger.flush();
    const path = `/api/agents/${agentId}/model-calls`;
    const all = items(await owner.client.get(path));
    expect(all.map(({ outcome }) => outcome)).toEqual(['refused', 'succeeded', 'failed']);
    expect(all[1]).toMatchObject({
      ...{ providerId: null, providerName: 'Demo', providerKind: 'demo', model: 'demo-1', streamed: true },
      ...{ inputTokens: 600, outputTokens: 400, costUsd: '1.000000', priceSource: 'catalog', attempts },
    });
    expect(all[0]).toMatchObject({
      status: 429,
      errorCode: 'budget_exhausted',
      costUsd: null,
      inputTokens: null,
    });
    const seen: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await owner.client.get(
        `${path}?limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      seen.push(...items(page).map(({ id }) => id));
      cursor = page.body['nextCursor'] as string | null;
    }
    expect(seen).toEqual(all.map(({ id }) => id));
    const some = await owner.client.get(`${path}?outcome=failed&outcome=refused`);
    expect(items(some).map(({ outcome }) => outcome)).toEqual(['refused', 'failed']);
    expect((await owner.client.get(`${path}?outcome=odd`)).status).toBe(422);
    expect((await owner.client.get(`${path}?cursor=bm9uZQ`)).body['code']).toBe('validation_failed');
    const totals = (await owner.client.get(ofAgent())).body['totals'];
    expect(totals).toMatchObject({ calls: 2, failed: 1, refused: 1 });
  });
});
