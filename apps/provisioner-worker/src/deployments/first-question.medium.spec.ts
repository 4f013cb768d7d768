import { randomUUID } from 'node:crypto';
import { DeploymentStep, maintainModelPartitions, stopModels, type Agent } from '@nora/domain';
import { ACTOR, EngineHarness } from '../testing/engine-harness';
import { TurnRefusedError } from './runtime-probe';

const REFUSED = new TurnRefusedError(429, '429 The usage limit is reached');

describe('the first question of a deployment', () => {
  let engine: EngineHarness;

  beforeAll(async () => {
    engine = await EngineHarness.create();
    await maintainModelPartitions(engine.database.dataSource, new Date(), null);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => engine.database.drop());

  const asking = () => jest.spyOn(engine.probe, 'turn');
  const stop = (agent: Agent, scope: 'agent' | 'workspace') =>
    engine.transactions.run((manager, events) =>
      stopModels(manager, events, {
        target: { scope, workspaceId: agent.workspaceId, agentId: agent.id },
        ...{ kind: 'kill', reason: 'Looks odd', until: null, actor: ACTOR },
      }),
    );
  const book = ({ id, workspaceId }: Agent, outcome: string, errorCode: string) =>
    engine.database.dataSource.query(
      `INSERT INTO model_calls (id, at, workspace_id, agent_id, provider_kind, model, shape, streamed, outcome,
         error_code, latency_ms, price_source) VALUES ($1, now(), $2, $3, 'demo', 'demo-1', 'openai-chat', true,
         $4, $5, 1, 'free')`,
      [randomUUID(), workspaceId, id, outcome, errorCode],
    );
  const answer = async (deploymentId: string) =>
    (
      await engine.database.dataSource.manager.findOneByOrFail(DeploymentStep, {
        ...{ deploymentId, name: 'verify' as const },
      })
    ).message;

  it.each(['agent', 'workspace'] as const)(
    'is not asked while the models of its %s are stopped',
    async (scope) => {
      const { agent, deployment } = await engine.newAgent();
      await stop(agent, scope);
      const turn = asking();
      expect(await engine.run(deployment.id)).toEqual({ kind: 'succeeded' });
      expect(turn).not.toHaveBeenCalled();
      expect(await answer(deployment.id)).toContain(`the models of this ${scope} are stopped (Looks odd)`);
      expect(await engine.agent(agent.id)).toMatchObject({ status: 'running' });
    },
  );

  it('may be refused for want of a budget, and the agent runs all the same', async () => {
    const { agent, deployment } = await engine.newAgent();
    const turn = asking().mockRejectedValue(REFUSED);
    await book(agent, 'refused', 'budget_exhausted');
    expect(await engine.run(deployment.id)).toEqual({ kind: 'succeeded' });
    expect(turn).toHaveBeenCalledTimes(1);
    expect(await answer(deployment.id)).toContain('a budget has no room for it');
  });

  it.each([
    ['failed', 'budget_exhausted'],
    ['refused', 'provider_disabled'],
  ])('fails where a call has %s with %s: that does not mend itself', async (outcome, code) => {
    const { agent, deployment } = await engine.newAgent();
    asking().mockRejectedValue(new TurnRefusedError(400, 'It is switched off'));
    await book(agent, outcome, code);
    expect(await engine.run(deployment.id)).toMatchObject({ kind: 'failed' });
  });

  it('fails in the words of who runs the model, and asks once when those are final', async () => {
    const { agent, deployment } = await engine.newAgent();
    const key = (await engine.secrets.read(agent.id))?.modelKey ?? '';
    const turn = asking().mockRejectedValue(new TurnRefusedError(401, `401 Incorrect API key: ${key}`));
    expect(await engine.run(deployment.id)).toMatchObject({ kind: 'failed' });
    expect(turn).toHaveBeenCalledTimes(1);
    expect(await engine.agent(agent.id)).toMatchObject({ status: 'warning' });
    expect(await engine.deployment(deployment.id)).toMatchObject({
      errorCode: 'model_unanswered',
      errorDetail: expect.stringContaining('401 Incorrect API key: [redacted]'),
    });
  });

  it('tells the first words of several: a runtime that was refused may not ask again', async () => {
    const { deployment } = await engine.newAgent();
    asking()
      .mockRejectedValueOnce(new TurnRefusedError(503, '503 Overloaded'))
      .mockRejectedValue(new TurnRefusedError(500, 'internal error'));
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'], advanceTimers: 50 });
    await engine.run(deployment.id);
    jest.useRealTimers();
    const { errorDetail } = await engine.deployment(deployment.id);
    expect(errorDetail).toContain('its demo model did not answer a question: 503 Overloaded');
  }, 20_000);

  it('is asked in spite of a stop where the runtime holds the provider’s key itself', async () => {
    const { agent, deployment } = await engine.newAgent();
    await engine.bind(agent, 'sk-the-real-key', 'direct');
    await stop(agent, 'agent');
    const turn = asking();
    expect(await engine.run(deployment.id)).toEqual({ kind: 'succeeded' });
    expect(turn).toHaveBeenCalledTimes(1);
  });
});
