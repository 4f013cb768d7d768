import { AgentCredential, AgentModel, sealContext } from '@nora/domain';
import { TestAccess } from '../../testing/test-access';
import { TestAgents } from '../../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../../testing/test-api';

describe('the model key of an agent', () => {
  let api: TestApi;
  let agents: TestAgents;
  let owner: Member;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    agents = new TestAgents(api);
    owner = await api.member();
  });
  afterAll(() => api.close());

  const rotate = (agentId: string) => owner.client.post(`/api/agents/${agentId}/model-key/rotate`);
  const keyOf = async (agentId: string): Promise<string> => {
    const { modelKey } = await api.dataSource.manager.findOneByOrFail(AgentCredential, { agentId });
    return api.sealed.open(modelKey, sealContext(AgentCredential, 'modelKey', agentId));
  };
  const answerTo = async (key: string): Promise<number> =>
    (await fetch(`${api.runtimeUrl}/demo/v1/models`, { headers: { authorization: `Bearer ${key}` } })).status;

  it('is another after a rotation, which restarts the agent; the old one opens nothing from then on', async () => {
    const { agentId } = await agents.settled(owner, 'Rotated');
    const old = await keyOf(agentId);
    expect(old).toMatch(/^nora_llm_/);
    expect(await answerTo(old)).toBe(200);
    const { status, body } = await rotate(agentId);
    expect(status).toBe(202);
    expect(body).toMatchObject({ deployment: { kind: 'restart', status: 'queued' } });
    const fresh = await keyOf(agentId);
    expect(JSON.stringify(body)).not.toContain(fresh);
    expect([await answerTo(old), await answerTo(fresh)]).toEqual([401, 200]);
    expect((await api.dataSource.manager.findOneByOrFail(AgentModel, { agentId })).revision).toBe(2);
  });

  it('is replaced without a start where the agent does not run', async () => {
    const { agentId } = await agents.settled(owner, 'Resting', {
      status: 'stopped',
      desiredState: 'stopped',
    });
    const old = await keyOf(agentId);
    expect((await rotate(agentId)).body).toEqual({ deployment: null });
    expect(await answerTo(old)).toBe(401);
  });

  it('is not replaced under a deployment that may have read it', async () => {
    const { agentId, deploymentId } = await agents.create(owner, 'Busy');
    const old = await keyOf(agentId);
    expect((await rotate(agentId)).body).toMatchObject({ code: 'operation_in_progress', deploymentId });
    expect(await answerTo(old)).toBe(200);
  });

  it('is replaced once when two ask at the same time', async () => {
    const { agentId } = await agents.settled(owner, 'Twice');
    const answers = await Promise.all([rotate(agentId), rotate(agentId)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(await answerTo(await keyOf(agentId))).toBe(200);
  });

  it('is gone with the agent, and nobody else can have it replaced', async () => {
    const { agentId } = await agents.settled(owner, 'Foreign');
    const stranger = await api.member('Eve');
    expect((await stranger.client.post(`/api/agents/${agentId}/model-key/rotate`)).status).toBe(404);
    const deleted = await agents.deletedWithData(owner, 'Gone');
    expect((await rotate(deleted.agentId)).body).toMatchObject({ code: 'operation_not_allowed' });
  });

  it('leaves no trace of itself in the audit log', async () => {
    const { agentId } = await agents.settled(owner, 'Traced');
    const old = await keyOf(agentId);
    await rotate(agentId);
    const entries = JSON.stringify(await api.dataSource.query('SELECT * FROM audit_entries'));
    expect(entries).toContain('agent.model-key-rotate');
    for (const key of [old, await keyOf(agentId)]) expect(entries).not.toContain(key);
  });
});
