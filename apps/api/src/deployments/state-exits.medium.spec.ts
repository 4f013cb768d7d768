import {
  AGENT_STATUSES,
  DEPLOYMENT_KINDS,
  DEPLOYMENT_STATUSES,
  type AgentStatus,
  type DeploymentKind,
  type DeploymentStatus,
} from '@nora/contracts';
import { Agent, Deployment, DeploymentStep } from '@nora/domain';
import { randomUUID } from 'node:crypto';
import type { PossibleOperation } from '../agents/dto/agent.dto';
import { TestAccess } from '../testing/test-access';
import { TestAgents, type AgentIds } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';

/** Ways out of a state that an operator must have. Of a deleted agent's kept data these are its end and its return. */
const EXITS = ['retry', 'cancel', 'stop', 'force-delete'];
const EXITS_OF_KEPT_DATA = ['restore', 'delete', 'retry'];

describe('every state has a way out', () => {
  let api: TestApi;
  let agents: TestAgents;
  let owner: Member;
  let count = 0;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    agents = new TestAgents(api);
    owner = await api.member();
  });

  afterAll(() => api.close());

  interface Arranged {
    agent: AgentStatus;
    deployment: DeploymentStatus;
    kind?: DeploymentKind;
  }

  /** Writes a state straight into the rows, with the deployment as the last thing that was done. */
  async function arrange({ agent, deployment, kind = 'redeploy' }: Arranged): Promise<AgentIds> {
    count += 1;
    const ids = await agents.create(owner, `Agent ${count}`);
    await write(ids, { agent, deployment, kind });
    return ids;
  }

  async function write({ agentId, deploymentId }: AgentIds, state: Required<Arranged>): Promise<void> {
    const { manager } = api.dataSource;
    const desiredState = state.agent === 'deleted' || state.agent === 'deleting' ? 'deleted' : 'running';
    const dataKeptAt = state.agent === 'deleted' ? new Date() : null;
    await manager.update(Agent, { id: agentId }, { status: state.agent, desiredState, dataKeptAt });
    const held = state.deployment === 'running';
    const ended = state.deployment !== 'queued' && !held;
    await manager.update(
      Deployment,
      { id: deploymentId },
      {
        ...{ kind: state.kind, status: state.deployment, claimToken: held ? randomUUID() : null },
        leaseUntil: held ? new Date(Date.now() + 60_000) : null,
        startedAt: held || ended ? new Date() : null,
        finishedAt: ended ? new Date() : null,
      },
    );
  }

  function perform(
    operation: PossibleOperation | 'retry',
    { agentId, deploymentId }: AgentIds,
  ): Promise<TestAnswer> {
    const { client } = owner;
    const path = `/api/agents/${agentId}`;
    switch (operation) {
      case 'retry':
      case 'cancel':
        return client.post(`/api/deployments/${deploymentId}/${operation}`);
      case 'delete':
        return client.delete(path);
      case 'force-delete':
        return client.delete(`${path}?force=true`);
      case 'rename':
        return client.patch(path, { name: `Renamed ${agentId}` });
      case 'update':
        return client.patch(path, { resources: { ramMb: 4096 } });
      case 'rollback':
        return client.post(`${path}/rollback`, { version: 1 });
      default:
        return client.post(`${path}/${operation}`);
    }
  }

  async function offered({ agentId, deploymentId }: AgentIds): Promise<Set<string>> {
    const agent = (await owner.client.get(`/api/agents/${agentId}`)).body;
    const deployment = (await owner.client.get(`/api/deployments/${deploymentId}`)).body;
    return new Set([
      ...(agent['allowedOperations'] as string[]),
      ...(deployment['retryable'] === true ? ['retry'] : []),
      ...(deployment['cancellable'] === true ? ['cancel'] : []),
    ]);
  }

  const OPERATIONS = [
    ...['retry', 'cancel', 'start', 'stop', 'restart', 'redeploy', 'update', 'rename'],
    ...['restore', 'delete', 'force-delete'],
  ] as (PossibleOperation | 'retry')[];

  const combinations = AGENT_STATUSES.flatMap((agent) =>
    DEPLOYMENT_STATUSES.map((deployment) => [agent, deployment] as const),
  );

  it.each(combinations)(
    'an agent that is %s whose deployment is %s: what is offered is accepted, and nothing else is',
    async (agent, deployment) => {
      const state = { agent, deployment, kind: 'redeploy' as const };
      let ids = await arrange(state);
      const offers = await offered(ids);
      const exits =
        agent === 'deleted' && deployment !== 'queued' && deployment !== 'running'
          ? EXITS_OF_KEPT_DATA
          : EXITS;
      expect([...offers].filter((offer) => exits.includes(offer))).not.toEqual([]);
      for (const operation of OPERATIONS) {
        const { status } = await perform(operation, ids);
        expect([operation, status < 300]).toEqual([operation, offers.has(operation)]);
        if (status < 300) ids = await arrange(state);
        else expect([operation, status]).toEqual([operation, 409]);
      }
    },
  );

  const kinds = DEPLOYMENT_KINDS.flatMap((kind) =>
    DEPLOYMENT_STATUSES.map((deployment) => [kind, deployment] as const),
  );

  it.each(kinds)(
    'a %s that is %s can be cancelled and retried exactly when it says so',
    async (kind, deployment) => {
      for (const agent of ['failed', 'running', 'stopped', 'deleting'] as const) {
        const state = { agent, deployment, kind };
        let ids = await arrange(state);
        const offers = await offered(ids);
        for (const operation of ['cancel', 'retry'] as const) {
          const { status } = await perform(operation, ids);
          expect([agent, operation, status < 300]).toEqual([agent, operation, offers.has(operation)]);
          if (status < 300) ids = await arrange(state);
        }
      }
    },
  );

  it.each(['remove', 'cleanup'] as const)(
    'a delete cannot be cancelled any more from the step %s on',
    async (name) => {
      const ids = await arrange({ agent: 'deleting', deployment: 'running', kind: 'delete' });
      const { deploymentId } = ids;
      const step = { deploymentId, position: 0, name, message: null, startedAt: null, finishedAt: null };
      await api.dataSource.manager.insert(DeploymentStep, { ...step, state: 'pending' });
      expect([...(await offered(ids))].sort()).toEqual(['cancel', 'force-delete']);
      await api.dataSource.manager.update(DeploymentStep, { deploymentId }, { state: 'running' });
      expect([...(await offered(ids))]).toEqual(['force-delete']);
      expect((await perform('cancel', ids)).body).toMatchObject({
        status: 409,
        code: 'operation_not_allowed',
      });
      expect((await perform('force-delete', ids)).status).toBe(202);
    },
  );
});
