import { Agent, Deployment, LostClaimError } from '@nora/domain';
import { EngineHarness } from '../testing/engine-harness';
import { setAgentStatus, type Claim } from './deployment-claims';

const CLEAN = {
  status: 'succeeded' as const,
  ...{ errorCode: null, errorDetail: null, evidence: null, nextAction: null, exitCode: null },
};

describe('DeploymentClaims', () => {
  let engine: EngineHarness;

  beforeAll(async () => {
    engine = await EngineHarness.create();
  });

  afterAll(() => engine.database.drop());

  const acts: [string, (deploymentId: string, claim: Claim | null) => Promise<unknown>][] = [
    ['takes a deployment up', (deploymentId) => engine.claims.claim(deploymentId)],
    [
      'ends a deployment',
      (_deploymentId, claim) =>
        engine.claims.finish(claim!, CLEAN, (manager, events, agent) =>
          setAgentStatus(manager, events, agent, 'running', null),
        ),
    ],
  ];

  it.each(acts)('never waits for a request that waits for it, when it %s', async (name, act) => {
    const { agent, deployment } = await engine.newAgent();
    const claim = name === 'ends a deployment' ? await engine.claims.claim(deployment.id) : null;
    let acted: Promise<unknown> = Promise.resolve();
    // As a force-delete does: it holds the agent, then ends the deployment in flight.
    await engine.transactions.run(async (manager) => {
      await manager.findOneOrFail(Agent, { where: { id: agent.id }, lock: { mode: 'pessimistic_write' } });
      acted = act(deployment.id, claim).catch((error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await manager.update(Deployment, deployment.id, { status: 'cancelled', claimToken: null });
    });
    const outcome = await acted;
    if (claim) expect(outcome).toBeInstanceOf(LostClaimError);
    else expect(outcome).toBeNull();
    expect((await engine.deployment(deployment.id)).status).toBe('cancelled');
  });
});
