import { Agent, AgentSecret, sealContext } from '@nora/domain';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

const VALUE = 'ghp_a-value-that-nobody-is-shown';

describe('secrets of an agent', () => {
  let api: TestApi;
  let agents: TestAgents;
  let owner: Member;
  let agentId: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    agents = new TestAgents(api);
  });
  beforeEach(async () => {
    owner = await api.member();
    ({ agentId } = await agents.settled(owner, 'Keeper'));
  });
  afterAll(() => api.close());

  const path = (name = '') => `/api/agents/${agentId}/secrets${name && `/${name}`}`;
  const set = (name: string, value: unknown = VALUE) => owner.client.call('PUT', path(name), { value });
  const names = async (query = '') =>
    ((await owner.client.get(path() + query)).body as { items: { name: string }[] }).items.map(
      ({ name }) => name,
    );
  const wantedAt = async () =>
    (await api.dataSource.manager.findOneByOrFail(Agent, { id: agentId })).redeployWantedAt;

  it('are given, replaced and taken away, and ask for a redeployment each time', async () => {
    expect(await wantedAt()).toBeNull();
    const given = await set('GITHUB_TOKEN');
    expect(given.status).toBe(200);
    expect(given.body).toEqual({
      ...{
        name: 'GITHUB_TOKEN',
        changedAt: expect.any(String),
        changedBy: { id: owner.userId, name: 'Ada' },
      },
    });
    const first = await wantedAt();
    expect(first).not.toBeNull();
    await set('GITHUB_TOKEN', 'another value\nof two lines');
    await set('A_FIRST');
    expect(await names()).toEqual(['A_FIRST', 'GITHUB_TOKEN']);
    expect((await wantedAt())?.getTime()).toBeGreaterThan(first?.getTime() ?? Infinity);
    const secret = await api.dataSource.manager.findOneByOrFail(AgentSecret, {
      agentId,
      name: 'GITHUB_TOKEN',
    });
    expect(api.sealed.open(secret.value, sealContext(AgentSecret, 'value', secret.id))).toBe(
      'another value\nof two lines',
    );
    expect((await owner.client.delete(path('GITHUB_TOKEN'))).status).toBe(204);
    expect((await owner.client.delete(path('GITHUB_TOKEN'))).status).toBe(404);
    expect(await names()).toEqual(['A_FIRST']);
  });

  it('come page by page', async () => {
    for (const name of ['C', 'A', 'B']) await set(name);
    const { body } = await owner.client.get(`${path()}?limit=2`);
    expect(body).toMatchObject({ items: [{ name: 'A' }, { name: 'B' }] });
    expect(await names(`?limit=2&cursor=${String(body['nextCursor'])}`)).toEqual(['C']);
  });

  it('stand in the clear nowhere: in no answer, row, event or entry of the audit log', async () => {
    const answers = [await set('GITHUB_TOKEN'), await owner.client.get(path())];
    expect(JSON.stringify(answers)).not.toContain(VALUE);
    for (const table of ['agent_secrets', 'audit_entries', 'events', 'agents']) {
      const rows = JSON.stringify(await api.dataSource.query(`SELECT * FROM ${table}`));
      expect(rows).not.toContain(VALUE);
      if (table === 'audit_entries') expect(rows).toMatch(/agent-secret\.create.*GITHUB_TOKEN/);
      if (table === 'events') expect(rows).toContain('agent.secrets-changed');
    }
  });

  it.each([
    'PATH',
    'NODE_OPTIONS',
    'LD_PRELOAD',
    'OPENCLAW_STATE_DIR',
    'NORA_MODEL_KEY',
    'lower',
    '2X',
    'A-B',
  ])('cannot be called %s', async (name) => {
    expect((await set(name)).body).toMatchObject({ status: 422, code: 'secret_name_refused' });
    expect((await set('A'.repeat(129))).body).toMatchObject({ code: 'secret_name_refused' });
    expect(await names()).toEqual([]);
  });

  it.each([[''], [7], [null], ['a\0b'], ['x'.repeat(32_769)], ['ä'.repeat(16_385)]])(
    'cannot hold %j',
    async (value) => {
      expect((await set('GITHUB_TOKEN', value)).body).toMatchObject({ status: 422 });
    },
  );

  it('are one when two give it at the same time, and never more than fifty', async () => {
    const twice = await Promise.all([set('ONE', 'a-first-value'), set('ONE', 'a-second-value')]);
    expect(twice.map(({ status }) => status)).toEqual([200, 200]);
    const many = await Promise.all(Array.from({ length: 55 }, (_, index) => set(`N_${index}`)));
    expect(many.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(many.filter(({ body }) => body['code'] === 'conflict')).toHaveLength(6);
    expect(await names()).toHaveLength(50);
  });

  it('are a matter of their workspace alone', async () => {
    await set('GITHUB_TOKEN');
    const { client } = await api.member('Eve');
    expect((await client.get(path())).status).toBe(404);
    expect((await client.call('PUT', path('GITHUB_TOKEN'), { value: VALUE })).status).toBe(404);
    expect((await client.delete(path('GITHUB_TOKEN'))).status).toBe(404);
    expect(await names()).toEqual(['GITHUB_TOKEN']);
  });

  it('are not given to an agent that is deleted', async () => {
    ({ agentId } = await agents.deletedWithData(owner, 'Gone'));
    expect((await set('GITHUB_TOKEN')).body).toMatchObject({ code: 'operation_not_allowed' });
  });
});
