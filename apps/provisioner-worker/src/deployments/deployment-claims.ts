import {
  Agent,
  AgentVersion,
  Deployment,
  DeploymentStep,
  LostClaimError,
  Transactions,
  WorkClaims,
  clearRedeployWish,
  type EventLog,
  type RedeployMark,
} from '@nora/domain';
import { DeploymentWorkerSettings } from '@nora/config';
import type { AgentStatus, StepName, StepState } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** A deployment this worker holds, as it was when it was claimed. */
export interface Claim {
  token: string;
  deployment: Deployment;
  agent: Agent;
  version: AgentVersion;
}

/** A change of one step. */
export interface StepChange {
  state?: StepState;
  message?: string | null;
}

/** How a deployment ended. */
export type Ending = Pick<
  Deployment,
  'status' | 'errorCode' | 'errorDetail' | 'evidence' | 'nextAction' | 'exitCode'
>;

/** Everything a worker writes on a deployment; each write is refused once the claim is lost. */
@Injectable()
export class DeploymentClaims {
  readonly rows: WorkClaims<Deployment>;

  constructor(transactions: Transactions, settings: DeploymentWorkerSettings) {
    this.rows = new WorkClaims(transactions, Deployment, settings.leaseSeconds, lockAgentOf);
  }

  /** Takes up a deployment that is due or whose worker fell silent; null when there is nothing to take. */
  claim(deploymentId: string): Promise<Claim | null> {
    return this.rows.take(deploymentId, async (manager, events, deployment, token) => {
      const version = await manager.findOneByOrFail(AgentVersion, { id: deployment.agentVersionId });
      const agent = await manager.findOneByOrFail(Agent, { id: deployment.agentId });
      if (showsDeploying(deployment, agent)) {
        await setAgentStatus(manager, events, agent, 'deploying', null);
      }
      await events.deploymentChanged(deployment, 'deployment.status-changed');
      return { token, deployment, agent, version };
    });
  }

  /** Extends the lease. @throws LostClaimError */
  renew({ deployment, token }: Claim): Promise<void> {
    return this.rows.renew(deployment.id, token);
  }

  /** Writes a new plan. Steps that succeeded before stay as history unless they are planned again. */
  async writePlan(claim: Claim, names: StepName[]): Promise<number> {
    return this.guarded(claim, async (manager, events, deployment) => {
      const old = await manager.find(DeploymentStep, {
        where: { deploymentId: deployment.id },
        order: { position: 'ASC' },
      });
      const kept = old.filter(({ state, name }) => state === 'succeeded' && !names.includes(name));
      await manager.delete(DeploymentStep, { deploymentId: deployment.id });
      const planned = names.map((name) =>
        manager.create(DeploymentStep, {
          ...{ deploymentId: deployment.id, name, state: 'pending' },
          ...{ startedAt: null, finishedAt: null, message: null },
        }),
      );
      const steps = [...kept, ...planned];
      for (const [position, step] of steps.entries()) step.position = position;
      await manager.insert(DeploymentStep, steps);
      await events.stepsChanged(deployment, steps);
      return kept.length;
    });
  }

  /** Adds a step behind the planned ones and returns its position. */
  async appendStep(claim: Claim, name: StepName): Promise<number> {
    return this.guarded(claim, async (manager, events, deployment) => {
      const last = await manager.maximum(DeploymentStep, 'position', { deploymentId: deployment.id });
      const step = manager.create(DeploymentStep, {
        ...{ deploymentId: deployment.id, position: (last ?? -1) + 1, name, state: 'pending' },
        ...{ startedAt: null, finishedAt: null, message: null },
      });
      await manager.insert(DeploymentStep, step);
      await events.stepChanged(deployment, step);
      return step.position;
    });
  }

  /** @param onAgent writes to the agent in the same transaction */
  async writeStep(
    claim: Claim,
    position: number,
    change: StepChange,
    onAgent?: Partial<Agent>,
  ): Promise<void> {
    await this.guarded(claim, async (manager, events, deployment) => {
      const step = await updateStep(manager, deployment.id, position, change);
      if (onAgent) {
        const { agentId: id, generation } = deployment;
        await manager.update(Agent, { id, generation }, onAgent);
      }
      await events.stepChanged(deployment, step);
    });
  }

  /** Takes the wish for a redeployment away: the runtime has been given all that was there when it was read. */
  async forgetRedeployWish(claim: Claim, mark: RedeployMark): Promise<void> {
    if (mark === null) return;
    await this.guarded(claim, (manager, events, { agentId }) =>
      clearRedeployWish(manager, events, agentId, mark),
    );
  }

  /** Gives a deployment back to the queue, to be taken up at once or not before a moment. */
  async release(claim: Claim, options: { countFault: boolean; notBefore: Date | null }): Promise<Deployment> {
    return this.guarded(claim, async (manager, events, deployment) => {
      deployment.status = 'queued';
      deployment.claimToken = null;
      deployment.leaseUntil = null;
      deployment.notBefore = options.notBefore;
      if (options.countFault) deployment.faults += 1;
      await manager.save(Deployment, deployment);
      await events.deploymentChanged(deployment, 'deployment.status-changed');
      return deployment;
    });
  }

  /** Ends a deployment, writing what became of its agent in the same transaction. Steps not taken are skipped. */
  async finish(
    claim: Claim,
    outcome: Ending & { image?: string | null },
    writeAgent: (manager: EntityManager, events: EventLog, agent: Agent) => Promise<void>,
  ): Promise<void> {
    await this.guarded(claim, async (manager, events, deployment) => {
      Object.assign(deployment, outcome, { claimToken: null, leaseUntil: null, finishedAt: new Date() });
      await manager.save(Deployment, deployment);
      const agent = await manager.findOne(Agent, {
        where: { id: deployment.agentId, generation: deployment.generation },
        lock: { mode: 'pessimistic_write' },
      });
      if (!agent) throw new LostClaimError(deployment.id);
      await writeAgent(manager, events, agent);
      await skipRest(manager, events, deployment);
      await events.deploymentChanged(deployment, 'deployment.status-changed');
    });
  }

  private guarded<T>(
    { token, deployment: { id } }: Claim,
    work: (manager: EntityManager, events: EventLog, deployment: Deployment) => Promise<T>,
  ): Promise<T> {
    return this.rows.guarded(id, token, work);
  }
}

/** Agent before deployment: the order in which requests lock them too. */
function lockAgentOf(manager: EntityManager, deploymentId: string): Promise<unknown> {
  return manager.query(
    'SELECT 1 FROM agents WHERE id = (SELECT agent_id FROM deployments WHERE id = $1) FOR UPDATE',
    [deploymentId],
  );
}

/** A rename does not touch the runtime, and an agent that is to be stopped or deleted is not being deployed. */
function showsDeploying({ kind, cancelRequestedAt }: Deployment, agent: Agent): boolean {
  if (cancelRequestedAt !== null || kind === 'rename') return false;
  return agent.desiredState === 'running' && agent.status !== 'deploying';
}

/** Changes a step by one statement: every deployment does this a score of times. */
async function updateStep(
  manager: EntityManager,
  deploymentId: string,
  position: number,
  change: StepChange,
): Promise<DeploymentStep> {
  const moment = change.state === 'running' ? { startedAt: new Date() } : { finishedAt: new Date() };
  const updated = await manager
    .createQueryBuilder()
    .update(DeploymentStep)
    .set(change.state === undefined ? change : { ...change, ...moment })
    .where({ deploymentId, position })
    .returning(['name', 'state', 'startedAt', 'finishedAt', 'message'])
    .execute();
  const [row] = updated.raw as StepRow[];
  if (!row) throw new Error(`deployment ${deploymentId} has no step ${position}`);
  const { name, state, started_at: startedAt, finished_at: finishedAt, message } = row;
  return manager.create(DeploymentStep, {
    ...{ deploymentId, position, name, state, startedAt, finishedAt, message },
  });
}

/** A step as PostgreSQL hands it back. */
interface StepRow {
  name: StepName;
  state: StepState;
  started_at: Date | null;
  finished_at: Date | null;
  message: string | null;
}

async function skipRest(manager: EntityManager, events: EventLog, deployment: Deployment): Promise<void> {
  const { id: deploymentId } = deployment;
  const rest = await manager.findBy(DeploymentStep, { deploymentId, state: 'pending' });
  for (const step of rest) {
    step.state = 'skipped';
    await manager.save(DeploymentStep, step);
    await events.stepChanged(deployment, step);
  }
}

/** Writes an agent's status with its reason and tells the readers. */
export async function setAgentStatus(
  manager: EntityManager,
  events: EventLog,
  agent: Agent,
  status: AgentStatus,
  reason: string | null,
): Promise<void> {
  agent.status = status;
  agent.statusReason = reason;
  await manager.save(Agent, agent);
  await events.agentChanged(agent, status === 'deleted' ? 'agent.deleted' : 'agent.status-changed');
}
