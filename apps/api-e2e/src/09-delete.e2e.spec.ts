import { agentSecretsOf, liveInstance, runtimeListenerOf } from '@nora/testing';
import { expectProblem } from './support/api-client';
import { agentOperations } from './support/agent-operations';
import { DEPLOY_TIMEOUT_MS, OPERATION_TIMEOUT_MS, Session, type AgentView } from './support/session';
import { NO_TRACES, isListening, portsOf, tracesOf, type AgentPort } from './support/traces';

describe(`a deleted agent on ${liveInstance().target}`, () => {
  const instance = liveInstance();
  let session: Session;
  let agent: AgentView;
  let ports: AgentPort[];
  let modelKey: string;

  beforeAll(async () => {
    session = await Session.ofAdministrator();
    agent = await session.runningAgent('First agent');
    ports = await portsOf(instance, agent.id);
    ({ modelKey } = await agentSecretsOf(instance, agent.id));
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => session.close());

  it(
    'leaves no container, volume, network, process, directory or port',
    async () => {
      const before = await tracesOf(instance, agent.id);
      expect([...before.containers, ...before.processes].length).toBeGreaterThan(0);
      expect(ports.length).toBeGreaterThan(0);
      await session.carryOut(agent.id, 'delete');
      expect(await tracesOf(instance, agent.id)).toEqual(NO_TRACES);
      expect(await Promise.all(ports.map(isListening))).toEqual(ports.map(() => false));
    },
    OPERATION_TIMEOUT_MS,
  );

  it('is nowhere to be found any more', async () => {
    for (const [method, path, options] of agentOperations(agent.id)) {
      const answer = await session.client.call(method, path, options);
      expectProblem(answer, 404, 'not_found');
    }
    expect((await session.agents()).items.map(({ id }) => id)).not.toContain(agent.id);
  });

  it('has no key to the demo model any more', async () => {
    const answer = await fetch(`${runtimeListenerOf(instance)}/demo/v1/models`, {
      headers: { authorization: `Bearer ${modelKey}` },
    });
    expect(answer.status).toBe(401);
  });

  it('was the last of this instance', async () => {
    expect((await session.agents()).items).toEqual([]);
    const { agents } = await session.client.expect<{ agents: { total: number } }>(
      200,
      'GET',
      '/api/admin/overview',
    );
    expect(agents.total).toBe(0);
  });
});
