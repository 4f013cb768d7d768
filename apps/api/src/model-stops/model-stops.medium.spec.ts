import { AuditEntry, EventRecord, ModelStop } from '@nora/domain';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';
import { TestLedger } from '../testing/test-ledger';
import { TestTeam } from '../testing/test-team';

const FLEET = '/api/admin/model-stop';

describe('the kill switch', () => {
  let api: TestApi;
  let models: TestLedger;
  let owner: Member;
  let platform: Member;
  let agentId: string;
  let otherId: string;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    models = new TestLedger(api);
    platform = await api.member('Platform', 'admin');
  });

  beforeEach(async () => {
    owner = await api.member();
    const agents = new TestAgents(api);
    ({ agentId } = await agents.settled(owner, 'Stopped'));
    ({ agentId: otherId } = await agents.settled(owner, 'Bystander'));
  });

  afterAll(async () => {
    await models.close();
    await api.close();
  });

  const ofAgent = (id = agentId) => `/api/agents/${id}/model-stop`;
  const ofWorkspace = () => `/api/workspaces/${owner.workspaceId}/model-stop`;
  const items = ({ body }: TestAnswer) => body['items'] as Record<string, unknown>[];
  const answers = (...ids: string[]) => Promise.all(ids.map(async (id) => (await models.spend(id)).is));
  const pauses = async () => {
    const listed = await owner.client.get(`/api/workspaces/${owner.workspaceId}/agents?sort=createdAt`);
    return items(listed).map(({ modelPause }) => modelPause);
  };
  const events = (type: EventRecord['type']) =>
    api.dataSource.manager.findBy(EventRecord, { workspaceId: owner.workspaceId, type });

  it('stops one agent from the next call on, shows it everywhere, and lets it go on', async () => {
    expect(items(await owner.client.get(ofAgent()))).toEqual([]);
    const stopped = await owner.client.put(ofAgent(), { reason: '  It buys things. ' });
    expect(stopped.status).toBe(200);
    expect(items(stopped)).toEqual([
      {
        ...{ scope: 'agent', kind: 'kill', reason: 'It buys things.', until: null },
        ...{ createdAt: expect.any(String) as string, createdBy: { id: owner.userId, name: 'Ada' } },
      },
    ]);
    expect((await owner.client.get(ofAgent())).body).toEqual(stopped.body);
    expect(await answers(agentId, otherId)).toEqual(['stopped', 'admitted']);
    const pause = {
      ...{ scope: 'agent', kind: 'kill', reason: 'It buys things.', until: null },
      since: items(stopped)[0]!['createdAt'],
    };
    expect((await owner.client.get(`/api/agents/${agentId}`)).body['modelPause']).toEqual(pause);
    expect(await pauses()).toEqual([pause, null]);
    const resumed = await owner.client.delete(ofAgent());
    expect([resumed.status, items(resumed)]).toEqual([200, []]);
    expect(await answers(agentId)).toEqual(['admitted']);
    expect(await pauses()).toEqual([null, null]);
    expect((await owner.client.delete(ofAgent())).status).toBe(200);
    for (const type of ['models.stopped', 'models.resumed'] as const) {
      const payload = { scope: 'agent', kind: 'kill', agentId, reason: 'It buys things.' };
      expect((await events(type)).map((event) => event.payload)).toEqual([payload]);
    }
    const entries = await api.dataSource.manager.find(AuditEntry, {
      where: { resourceType: 'agent', resourceId: agentId, workspaceId: owner.workspaceId },
      order: { id: 'ASC' },
    });
    const acts = entries.filter(({ action }) => action.startsWith('models.'));
    expect(acts.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['models.stop', owner.userId],
      ['models.resume', owner.userId],
    ]);
  });

  it('cuts calls under way, of those whom it is for and of nobody else', async () => {
    const mine = await models.ask(agentId);
    const others = await models.ask(otherId);
    const calls = [mine.call, others.call];
    expect(await models.ledger.cutNow(calls)).toEqual([]);
    await owner.client.put(ofAgent(), {});
    expect(await models.ledger.cutNow(calls)).toEqual([mine.call.callId]);
    await owner.client.put(ofWorkspace(), {});
    expect((await models.ledger.cutNow(calls)).sort()).toEqual(calls.map(({ callId }) => callId).sort());
    for (const call of calls) await models.end(call, { outcome: 'cut' });
  });

  it('of a workspace holds all its agents, and only those', async () => {
    const stranger = await api.member();
    const { agentId: foreignId } = await new TestAgents(api).settled(stranger, 'Elsewhere');
    expect(items(await owner.client.put(ofWorkspace(), {}))).toMatchObject([
      { scope: 'workspace', kind: 'kill', reason: '' },
    ]);
    expect(await answers(agentId, otherId, foreignId)).toEqual(['stopped', 'stopped', 'admitted']);
    await owner.client.put(ofAgent(), { reason: 'This one too.' });
    const scopes = (answer: TestAnswer) => items(answer).map(({ scope }) => scope);
    expect(scopes(await owner.client.get(ofAgent()))).toEqual(['workspace', 'agent']);
    expect(scopes(await owner.client.get(ofWorkspace()))).toEqual(['workspace']);
    expect(await pauses()).toMatchObject([{ scope: 'workspace' }, { scope: 'workspace' }]);
    expect(scopes(await owner.client.delete(ofAgent()))).toEqual(['workspace']);
    expect(await answers(agentId)).toEqual(['stopped']);
    await owner.client.put(ofAgent(), {});
    expect(scopes(await owner.client.delete(ofWorkspace()))).toEqual([]);
    expect(await answers(agentId, otherId)).toEqual(['stopped', 'admitted']);
  });

  it('of the installation holds everybody, and members are not told which admin it was', async () => {
    const stopped = await platform.client.put(FLEET, { reason: 'Maintenance.' });
    try {
      expect(items(stopped)).toMatchObject([
        { scope: 'installation', reason: 'Maintenance.', createdBy: { id: platform.userId } },
      ]);
      expect(await answers(agentId, otherId)).toEqual(['stopped', 'stopped']);
      for (const path of [ofAgent(), ofWorkspace()]) {
        expect(items(await owner.client.get(path))).toMatchObject([
          { scope: 'installation', createdBy: null },
        ]);
      }
      expect(await pauses()).toMatchObject([{ scope: 'installation' }, { scope: 'installation' }]);
      expect(items(await owner.client.delete(ofWorkspace()))).toHaveLength(1);
      expect(await answers(agentId)).toEqual(['stopped']);
      expect((await events('models.stopped')).at(-1)?.payload).toMatchObject({ scope: 'installation' });
    } finally {
      expect(items(await platform.client.delete(FLEET))).toEqual([]);
    }
    expect(await answers(agentId)).toEqual(['admitted']);
  });

  it('needs no reason, and no body', async () => {
    expect(items(await owner.client.call('PUT', ofAgent()))).toMatchObject([{ kind: 'kill', reason: '' }]);
    expect(items(await owner.client.call('PUT', ofWorkspace()))).toHaveLength(1);
  });

  it('is there once, however many throw it at once, with the last reason', async () => {
    const stops = await Promise.all(
      ['One.', 'Two.', 'Three.', 'Four.'].map((reason) => owner.client.put(ofAgent(), { reason })),
    );
    expect(stops.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(items(await owner.client.get(ofAgent()))).toHaveLength(1);
    expect(await api.dataSource.manager.countBy(ModelStop, { agentId })).toBe(1);
    const [again] = items(await owner.client.put(ofAgent(), { reason: 'Five.' }));
    expect(again).toMatchObject({ reason: 'Five.' });
  });

  it('lifts whatever stopped an agent, and shows no stop whose time has come', async () => {
    const hour = 3_600_000;
    const { manager } = api.dataSource;
    const of = { scope: 'agent', workspaceId: owner.workspaceId, agentId } as const;
    const stop = (kind: ModelStop['kind'], inMs: number) =>
      manager.insert(
        ModelStop,
        manager.create(ModelStop, {
          ...{ ...of, kind, reason: kind, until: new Date(Date.now() + inMs), createdById: null },
        }),
      );
    await stop('loop', -1_000);
    expect([items(await owner.client.get(ofAgent())), await pauses()]).toEqual([[], [null, null]]);
    expect(await answers(agentId)).toEqual(['admitted']);
    await stop('budget', hour);
    expect(await pauses()).toMatchObject([
      { kind: 'budget', until: expect.stringMatching(/Z$/) as string },
      null,
    ]);
    await owner.client.put(ofAgent(), {});
    const kinds = items(await owner.client.get(ofAgent())).map(({ kind }) => kind);
    expect(kinds).toEqual(['kill', 'budget']);
    expect(items(await owner.client.get(ofAgent()))[1]).toMatchObject({ createdBy: null });
    expect(items(await owner.client.delete(ofAgent()))).toEqual([]);
    expect(await answers(agentId)).toEqual(['admitted']);
  });

  it('is thrown by editors for an agent, by admins for a workspace, and by nobody from elsewhere', async () => {
    const team = new TestTeam(api);
    const viewer = await team.join(owner, 'viewer');
    const editor = await team.join(owner, 'editor');
    const stranger = await api.member();
    expect((await viewer.client.get(ofAgent())).status).toBe(200);
    expect((await viewer.client.get(ofWorkspace())).status).toBe(200);
    expect((await viewer.client.put(ofAgent(), {})).status).toBe(403);
    expect((await viewer.client.delete(ofAgent())).status).toBe(403);
    expect((await editor.client.put(ofAgent(), {})).status).toBe(200);
    expect((await editor.client.put(ofWorkspace(), {})).status).toBe(403);
    expect((await editor.client.delete(ofWorkspace())).status).toBe(403);
    for (const path of [ofAgent(), ofWorkspace()]) {
      expect((await stranger.client.get(path)).status).toBe(404);
      expect((await stranger.client.put(path, {})).status).toBe(404);
      expect((await stranger.client.delete(path)).status).toBe(404);
    }
    for (const { client } of [owner, stranger]) expect((await client.put(FLEET, {})).status).toBe(403);
    expect(await answers(agentId, otherId)).toEqual(['stopped', 'admitted']);
  });

  it.each([
    { reason: 7 },
    { reason: null },
    { reason: 'x'.repeat(201) },
    { reason: 'a\nb' },
    { until: null },
  ])('refuses %j', async (body) => {
    expect((await owner.client.put(ofAgent(), body)).body['code']).toBe('validation_failed');
    expect(items(await owner.client.get(ofAgent()))).toEqual([]);
  });
});
