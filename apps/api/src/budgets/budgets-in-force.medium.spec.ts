import { AuditEntry, EventRecord, ModelStop, Workspace } from '@nora/domain';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import { TestLedger } from '../testing/test-ledger';
import { TestTeam } from '../testing/test-team';
import { moveToTimeZone } from './budget-periods';

type Body = Record<string, unknown>;

/** What the API says of budgets, and what calls of models find, are the same. */
describe('budgets in force', () => {
  let api: TestApi;
  let models: TestLedger;
  let owner: Member;
  let agentId: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    models = new TestLedger(api);
  });

  beforeEach(async () => {
    owner = await api.member();
    ({ agentId } = await new TestAgents(api).settled(owner, 'Spender'));
  });

  afterAll(async () => {
    await models.close();
    await api.close();
  });

  const path = (rest = '') => `/api/workspaces/${owner.workspaceId}/budgets${rest}`;
  const create = async (facts: Body = {}): Promise<string> => {
    const usual = { name: 'Limit', unit: 'usd', amount: '2', period: 'day', agentId };
    const { status, body } = await owner.client.post(path(), { ...usual, ...facts });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body['id'] as string;
  };
  const change = async (id: string, facts: Body): Promise<Body> => {
    const { status, body } = await owner.client.patch(path(`/${id}`), facts);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  };
  const windowOf = async (id: string) =>
    (await owner.client.get(path(`/${id}`))).body['window'] as Record<'spent' | 'reserved', string> & {
      startsAt: string;
      endsAt: string | null;
    };
  const forecastOf = async (id: string) => (await owner.client.get(path(`/${id}`))).body['forecast'];
  const spend = async (costUsd = '1') => (await models.spend(agentId, { costUsd })).is;
  const pauseOf = async () => (await owner.client.get(`/api/agents/${agentId}`)).body['modelPause'];
  const told = async (type: EventRecord['type'] = 'budget.threshold-reached') => {
    const events = await api.dataSource.manager.find(EventRecord, {
      where: { workspaceId: owner.workspaceId, type },
      order: { sequence: 'ASC' },
    });
    return events.map(({ payload }) => (payload as { threshold?: number }).threshold);
  };

  it('show what is spent and what is set aside', async () => {
    const id = await create({ amount: '5' });
    await spend('0.25');
    const { call } = await models.ask(agentId, { costUsd: '1.5' });
    expect(await windowOf(id)).toMatchObject({ spent: '0.250000', reserved: '1.500000' });
    await models.end(call, { costUsd: '0.75' });
    expect(await windowOf(id)).toMatchObject({ spent: '1.000000', reserved: '0.000000' });
    expect(await forecastOf(id)).toBeNull();
  });

  it('tell when the limit is reached if it goes on like this', async () => {
    const id = await create({ amount: '3', period: 'total' });
    await spend('1');
    const { dataSource } = api;
    await dataSource.query(`UPDATE budgets SET created_at = now() - interval '2 hours' WHERE id = $1`, [id]);
    await dataSource.query(
      'UPDATE budget_windows w SET starts_at = b.created_at FROM budgets b WHERE b.id = $1 AND w.budget_id = b.id',
      [id],
    );
    const forecast = (await forecastOf(id)) as { reachedAt: string; basis: { since: string; spent: string } };
    expect(forecast.basis.spent).toBe('1.000000');
    const expected = Date.now() + 4 * 3_600_000;
    expect(Math.abs(Date.parse(forecast.reachedAt) - expected)).toBeLessThan(60_000);
    expect((await change(id, { enabled: false }))['forecast']).toBeNull();
  });

  it('have room for the next call as soon as they are made larger', async () => {
    const id = await create({ amount: '1' });
    expect([await spend(), await spend()]).toEqual(['admitted', 'exhausted']);
    await change(id, { amount: '2' });
    expect([await spend(), await spend()]).toEqual(['admitted', 'exhausted']);
    expect(await told('budget.exhausted')).toEqual([100, 100]);
  });

  it('refuse the next call when they are lowered below what is spent, also while calls are under way', async () => {
    const id = await create({ amount: '10' });
    await spend('3');
    const { call } = await models.ask(agentId, { costUsd: '1' });
    await change(id, { amount: '2.5' });
    expect(await spend('0.000001')).toBe('exhausted');
    await models.end(call);
    expect(await windowOf(id)).toMatchObject({ spent: '4.000000', reserved: '0.000000' });
    expect(await forecastOf(id)).toBeNull();
    await change(id, { amount: '4.5' });
    expect([await spend('0.500001'), await spend('0.5')]).toEqual(['exhausted', 'admitted']);
  });

  it('hold no more once they are deleted or switched off, and count nothing meanwhile', async () => {
    const id = await create({ amount: '1' });
    expect([await spend(), await spend()]).toEqual(['admitted', 'exhausted']);
    await change(id, { enabled: false });
    expect(await spend()).toBe('admitted');
    expect(await windowOf(id)).toMatchObject({ spent: '1.000000' });
    await change(id, { enabled: true });
    expect(await spend()).toBe('exhausted');
    const { call } = await (async () => {
      await change(id, { amount: '2' });
      return models.ask(agentId);
    })();
    expect((await owner.client.delete(path(`/${id}`))).status).toBe(204);
    await models.end(call);
    expect(await spend()).toBe('admitted');
  });

  it('begin anew with another period, with what is set aside for calls under way', async () => {
    const id = await create({ amount: '2', period: 'day' });
    await spend('1.5');
    const { call } = await models.ask(agentId, { costUsd: '0.5' });
    const { window } = await change(id, { period: 'month' });
    expect(window).toMatchObject({ spent: '0.000000', reserved: '0.500000' });
    expect((window as { startsAt: string }).startsAt).toMatch(/-01T00:00:00\.000Z$/);
    expect(await spend('1.6')).toBe('exhausted');
    expect(await spend('1.5')).toBe('admitted');
    await models.end(call, { costUsd: '0.5' });
    expect(await windowOf(id)).toMatchObject({ spent: '2.000000', reserved: '0.000000' });
    expect(await spend('0.1')).toBe('exhausted');
    const total = await change(id, { period: 'total' });
    expect(total['window']).toMatchObject({ endsAt: null, spent: '0.000000' });
    expect(await spend('2')).toBe('admitted');
  });

  it('are found by calls under the period that they show, whatever the period is', async () => {
    for (const period of ['hour', 'day', 'week', 'month', 'total']) {
      const id = await create({ period, amount: '1000', name: period });
      await spend('1');
      expect([period, (await windowOf(id)).spent]).toEqual([period, '1.000000']);
    }
  });

  it('keep what is spent when the workspace gets another calendar', async () => {
    const ids = await Promise.all(
      ['hour', 'day', 'week', 'month', 'total'].map((period) =>
        create({ period, amount: '2', name: period }),
      ),
    );
    await spend('1.5');
    const { call } = await models.ask(agentId, { costUsd: '0.25' });
    const workspace = `/api/workspaces/${owner.workspaceId}`;
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu']) {
      expect((await owner.client.patch(workspace, { timeZone })).status).toBe(200);
      for (const id of ids) {
        expect(await windowOf(id)).toMatchObject({ spent: '1.500000', reserved: '0.250000' });
      }
      expect(await spend('0.5')).toBe('exhausted');
    }
    await models.end(call, { costUsd: '0.25' });
    for (const id of ids)
      expect(await windowOf(id)).toMatchObject({ spent: '1.750000', reserved: '0.000000' });
    const count = await api.dataSource.query<unknown[]>(
      'SELECT 1 FROM budget_windows WHERE budget_id = ANY($1)',
      [ids],
    );
    expect(count).toHaveLength(ids.length);
  });

  it('are counted by the new calendar by a call that came while the workspace got it', async () => {
    const id = await create({ amount: '2' });
    await spend('1.5');
    const { workspaceId } = owner;
    const call = await api.dataSource.transaction(async (manager) => {
      let asked: ReturnType<TestLedger['ask']> | undefined;
      await moveToTimeZone(manager, workspaceId, async () => {
        asked = models.ask(agentId, { costUsd: '0.75' });
        await new TestTeam(api).untilSomebodyWaits();
        await manager.update(Workspace, { id: workspaceId }, { timeZone: 'Pacific/Kiritimati' });
      });
      return () => asked;
    });
    expect(await call()).toMatchObject({ is: 'exhausted', budget: { id, spent: '1.500000' } });
  });

  it('tell a threshold once, and again when there was more room in between', async () => {
    const id = await create({ amount: '10', thresholds: [50, 80] });
    await spend('5');
    await spend('1');
    expect(await told()).toEqual([50]);
    await change(id, { name: 'Another name', thresholds: [50, 90] });
    await spend('1');
    expect(await told()).toEqual([50]);
    await change(id, { amount: '20' });
    await spend('4');
    expect(await told()).toEqual([50, 50]);
  });

  describe('that stop models', () => {
    it('let them go on when they get more room, and tell of it', async () => {
      const id = await create({ amount: '1', action: 'pause' });
      expect(await spend()).toBe('admitted');
      expect(await spend()).toBe('stopped');
      const { endsAt } = await windowOf(id);
      expect(await pauseOf()).toMatchObject({
        ...{ scope: 'agent', kind: 'budget', until: endsAt, reason: 'The budget “Limit” is used up.' },
      });
      await change(id, { name: 'Other', thresholds: [10], amount: '0.5' });
      expect(await spend()).toBe('stopped');
      await change(id, { amount: '2' });
      expect(await pauseOf()).toBeNull();
      expect(await spend()).toBe('admitted');
      expect(await told('models.resumed')).toHaveLength(1);
      const audit = await api.dataSource.manager.findBy(AuditEntry, {
        ...{ workspaceId: owner.workspaceId, action: 'models.resume', actorId: owner.userId },
      });
      expect(audit).toHaveLength(1);
    });

    it.each([
      ['are deleted', (id: string) => owner.client.delete(path(`/${id}`))],
      ['are switched off', (id: string) => change(id, { enabled: false })],
      ['only refuse from now on', (id: string) => change(id, { action: 'refuse' })],
      ['begin anew', (id: string) => change(id, { period: 'hour' })],
    ])('let them go on when they %s', async (_, act) => {
      const id = await create({ amount: '1', action: 'pause' });
      expect([await spend(), await spend()]).toEqual(['admitted', 'stopped']);
      await act(id);
      expect(await pauseOf()).toBeNull();
      expect(await spend()).not.toBe('stopped');
    });

    it('do not let them go on while another one, or a person, stops them', async () => {
      const first = await create({ amount: '1', action: 'pause' });
      const second = await create({ amount: '1', action: 'pause', period: 'week' });
      expect([await spend(), await spend()]).toEqual(['admitted', 'stopped']);
      await owner.client.delete(path(`/${first}`));
      expect(await pauseOf()).toMatchObject({ kind: 'budget' });
      await owner.client.put(`/api/agents/${agentId}/model-stop`, { reason: 'Enough.' });
      await owner.client.delete(path(`/${second}`));
      expect(await pauseOf()).toMatchObject({ kind: 'kill' });
      expect(await api.dataSource.manager.countBy(ModelStop, { agentId })).toBe(1);
    });

    it('stop them again with the next call when somebody only lets them go on', async () => {
      await create({ amount: '1', action: 'pause' });
      expect([await spend(), await spend()]).toEqual(['admitted', 'stopped']);
      await owner.client.delete(`/api/agents/${agentId}/model-stop`);
      expect(await spend()).toBe('exhausted');
      expect(await pauseOf()).toMatchObject({ kind: 'budget' });
    });

    it('of the installation stop everybody, and let everybody go on', async () => {
      const platform = await api.member('Platform', 'admin');
      const fleet = { name: 'Fleet secret', unit: 'usd', amount: '1', period: 'month', action: 'pause' };
      const made = await platform.client.post('/api/admin/budgets', fleet);
      const id = made.body['id'] as string;
      try {
        expect([await spend(), await spend()]).toEqual(['admitted', 'stopped']);
        expect(await pauseOf()).toMatchObject({ scope: 'installation', kind: 'budget' });
        expect(JSON.stringify(await pauseOf())).not.toContain('secret');
      } finally {
        expect((await platform.client.delete(`/api/admin/budgets/${id}`)).status).toBe(204);
      }
      expect(await pauseOf()).toBeNull();
      expect(await spend()).toBe('admitted');
    });
  });

  it('are changed by many at once without a word lost', async () => {
    const id = await create({ amount: '100' });
    const work = Array.from({ length: 12 }, (_, i) => [
      change(id, { amount: String(100 + i), period: i % 2 ? 'day' : 'week' }).then(() => 'changed'),
      spend('1'),
    ]).flat();
    const done = await Promise.all(work);
    expect(done.filter((what) => what === 'admitted')).toHaveLength(12);
    const last = await change(id, { amount: '50' });
    expect(last['amount']).toBe('50.000000');
    const { spent, reserved } = await windowOf(id);
    expect(reserved).toBe('0.000000');
    expect(Number(spent)).toBeLessThanOrEqual(12);
    expect(await spend('50.000001')).toBe('exhausted');
  });
});
