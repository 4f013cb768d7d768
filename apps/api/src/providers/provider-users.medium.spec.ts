import { AgentModel, AuditEntry, EventRecord, ModelProvider, sealContext } from '@nora/domain';
import { v7 as uuidv7 } from 'uuid';
import { TestAccess, newAgent } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';

const KEY = 'sk-right-key-0123456789abcdef9f2c';
const OTHER_KEY = 'sk-other-key-0123456789abcdef77aa';

describe('providers that agents use', () => {
  let api: TestApi;
  let owner: Member;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
  });

  beforeEach(async () => {
    owner = await api.member();
  });

  afterAll(() => api.close());

  const path = (rest = '', { workspaceId } = owner) => `/api/workspaces/${workspaceId}/providers${rest}`;
  const create = async (more: object = {}): Promise<string> => {
    const wanted = {
      name: 'Ours',
      kind: 'openai',
      apiKey: KEY,
      defaultModel: 'small',
      skipTest: true,
      ...more,
    };
    const { status, body } = await owner.client.post(path(), wanted);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body['id'] as string;
  };
  const bindTo = async (providerId: string, name = 'Bound') => {
    const { agentId } = await new TestAgents(api).settled(owner, name);
    const answer = await owner.client.put(`/api/agents/${agentId}/model`, { providerId, model: 'small' });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return agentId;
  };
  const revisionOf = async (agentId: string) =>
    (await api.dataSource.manager.findOneByOrFail(AgentModel, { agentId })).revision;

  it('are rotated, and their agents are looked at anew with the next call', async () => {
    const id = await create();
    const agentId = await bindTo(id);
    const before = await revisionOf(agentId);
    const { body } = await owner.client.patch(path(`/${id}`), { apiKey: OTHER_KEY, skipTest: true });
    expect(body).toMatchObject({
      keyHint: 'sk-…77aa',
      agentCount: 1,
      agents: [{ id: agentId, name: 'Bound' }],
    });
    expect(await revisionOf(agentId)).toBe(before + 1);
    const row = await api.dataSource.manager.findOneByOrFail(ModelProvider, { id });
    expect(api.sealed.open(row.apiKey ?? '', sealContext(ModelProvider, 'apiKey', id))).toBe(OTHER_KEY);
    const actions = await api.dataSource.manager.findBy(AuditEntry, { resourceId: id });
    expect(actions.map(({ action }) => action).sort()).toEqual(['provider.change', 'provider.create']);
    const events = await api.dataSource.manager.findBy(EventRecord, { workspaceId: owner.workspaceId });
    expect(events.filter(({ type }) => type === 'provider.changed')).toHaveLength(2);
  });

  it('are not deleted while agents use them, which the refusal names; also not as a fallback', async () => {
    const [id, other] = [await create(), await create({ name: 'Other' })];
    const agentId = await bindTo(id, 'Uses it');
    const fallbacks = [{ providerId: other, model: 'small' }];
    await owner.client.put(`/api/agents/${agentId}/model`, { providerId: id, model: 'small', fallbacks });
    for (const used of [id, other]) {
      expect((await owner.client.delete(path(`/${used}`))).body).toMatchObject({
        ...{ status: 409, code: 'provider_in_use', agents: [{ id: agentId, name: 'Uses it' }] },
      });
    }
    await owner.client.put(`/api/agents/${agentId}/model`, { providerId: null, model: 'demo-1' });
    for (const used of [id, other]) expect((await owner.client.delete(path(`/${used}`))).status).toBe(204);
    expect((await owner.client.delete(path(`/${id}`))).status).toBe(404);
  });

  it('go with what is left of agents that are gone for good, and stay for those that can be restored', async () => {
    const id = await create();
    const agentId = await bindTo(id);
    const agents = new TestAgents(api);
    await agents.settle(agentId, { status: 'deleted', desiredState: 'deleted', dataKeptAt: new Date() });
    expect((await owner.client.delete(path(`/${id}`))).status).toBe(409);
    await agents.settle(agentId, { dataKeptAt: null });
    expect((await owner.client.delete(path(`/${id}`))).status).toBe(204);
  });

  it('are bound or deleted, when both are asked for at the same moment', async () => {
    const { agentId } = await new TestAgents(api).settled(owner, 'Racing');
    for (let round = 0; round < 5; round += 1) {
      const id = await create({ name: `Round ${round}` });
      const [bound, deleted] = await Promise.all([
        owner.client.put(`/api/agents/${agentId}/model`, {
          ...{ providerId: null, model: 'demo-1', fallbacks: [{ providerId: id, model: 'small' }] },
        }),
        owner.client.delete(path(`/${id}`)),
      ]);
      expect([
        [200, 409],
        [422, 204],
      ]).toContainEqual([bound.status, deleted.status]);
      await owner.client.put(`/api/agents/${agentId}/model`, { providerId: null, model: 'demo-1' });
    }
  });

  it('of others are not there, in any call', async () => {
    const id = await create();
    const agentId = await bindTo(id);
    const stranger = await api.member('Eve');
    const { client } = stranger;
    for (const workspace of [owner, stranger]) {
      for (const one of [id, uuidv7()]) {
        const at = path(`/${one}`, workspace);
        const answers = [
          client.get(at),
          client.patch(at, { name: 'X' }),
          client.delete(at),
          client.post(`${at}/test`),
        ];
        for (const { status } of await Promise.all(answers)) expect(status).toBe(404);
      }
    }
    expect((await client.get(`/api/agents/${agentId}/model`)).status).toBe(404);
    const theirs = await new TestAgents(api).settled(stranger, 'Theirs');
    const body = { providerId: id, model: 'small' };
    expect((await client.put(`/api/agents/${theirs.agentId}/model`, body)).body).toMatchObject({
      ...{ status: 422, code: 'unknown_provider' },
    });
    const planted = { ...newAgent('Planted'), provider: id };
    expect((await client.post(`/api/workspaces/${stranger.workspaceId}/agents`, planted)).body).toMatchObject(
      {
        ...{ status: 422, code: 'unknown_provider' },
      },
    );
  });
});
