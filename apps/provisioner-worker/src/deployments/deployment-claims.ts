import { randomUUID } from 'node:crypto';
import { Agent, AgentVersion, Deployment, DeploymentStep, Transactions, type EventLog } from '@nora/domain';
import { DeploymentWorkerSettings } from '@nora/config';
import type { AgentStatus, StepName, StepState } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LostClaimError } from './step-fault';

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

/** Everything a worker writes on a deployment; each write is refused once the claim is lost. */
@Injectable()
export class DeploymentClaims {
  constructor(
    private readonly transactions: Transactions,
    private readonly settings: DeploymentWorkerSettings,
  ) {}

  /** Takes up a deployment that is due or whose worker fell silent; null when there is nothing to take. */
  async claim(deploymentId: string): Promise<Claim | null> {
    const token = randomUUID();
    return this.transactions.run(async (manager, events) => {
      const result = await manager
        .createQueryBuilder()
        .update(Deployment)
        .set({
          status: 'running',
          claimToken: token,
          leaseUntil: () => `now() + interval '${this.settings.leaseSeconds} seconds'`,
          attempts: () => 'attempts + 1',
          startedAt: () => 'coalesce(started_at, now())',
          notBefore: null,
        })
        .where('id = :deploymentId', { deploymentId })
        // A second of slack, because the job's delay is measured by another clock.
        .andWhere(
          `((status = 'queued' AND (not_before IS NULL OR not_before <= now() + interval '1 second'))
            OR (status = 'running' AND lease_until < now()))`,
        )
        .execute();
      if (result.affected !== 1) return null;
      const deployment = await manager.findOneByOrFail(Deployment, { id: deploymentId });
      const version = await manager.findOneByOrFail(AgentVersion, { id: deployment.agentVersionId });
      const agent = await manager.findOneByOrFail(Agent, { id: deployment.agentId });
      if (agent.desiredState === 'running' && agent.status !== 'deploying') {
        await setAgentStatus(manager, events, agent, 'deploying', null);
      }
      await events.deploymentChanged(deployment, 'deployment.status-changed');
      return { token, deployment, agent, version };
    });
  }

  /** Extends the lease. @throws LostClaimError */
  async renew({ token, deployment }: Claim): Promise<void> {
    const result = await this.transactions.dataSource
      .createQueryBuilder()
      .update(Deployment)
      .set({ leaseUntil: () => `now() + interval '${this.settings.leaseSeconds} seconds'` })
      .where({ id: deployment.id, claimToken: token, status: 'running' })
      .execute();
    if (result.affected !== 1) throw new LostClaimError(deployment.id);
  }

  /** Replaces the steps by those of a new plan. */
  async writePlan(claim: Claim, names: StepName[]): Promise<void> {
    await this.guarded(claim, async (manager, events, deployment) => {
      await manager.delete(DeploymentStep, { deploymentId: deployment.id });
      for (const [position, name] of names.entries()) {
        const step = manager.create(DeploymentStep, {
          deploymentId: deployment.id,
          position,
          name,
          state: 'pending',
          startedAt: null,
          finishedAt: null,
          message: null,
        });
        await manager.insert(DeploymentStep, step);
        await events.stepChanged(deployment, step);
      }
    });
  }

  async writeStep(claim: Claim, position: number, change: StepChange): Promise<void> {
    await this.guarded(claim, async (manager, events, deployment) => {
      const step = await manager.findOneByOrFail(DeploymentStep, { deploymentId: deployment.id, position });
      if (change.message !== undefined) step.message = change.message;
      if (change.state !== undefined) {
        step.state = change.state;
        if (change.state === 'running') step.startedAt = new Date();
        else step.finishedAt = new Date();
      }
      await manager.save(DeploymentStep, step);
      await events.stepChanged(deployment, step);
    });
  }

  /** Gives a deployment back to the queue, to be taken up at once or not before a moment. */
  async release(
    claim: Claim,
    options: { countAttempt: boolean; notBefore: Date | null },
  ): Promise<Deployment> {
    return this.guarded(claim, async (manager, events, deployment) => {
      deployment.status = 'queued';
      deployment.claimToken = null;
      deployment.leaseUntil = null;
      deployment.notBefore = options.notBefore;
      if (!options.countAttempt) deployment.attempts -= 1;
      await manager.save(Deployment, deployment);
      await events.deploymentChanged(deployment, 'deployment.status-changed');
      return deployment;
    });
  }

  /** Ends a deployment, writing what became of its agent in the same transaction. */
  async finish(
    claim: Claim,
    outcome: Pick<Deployment, 'status' | 'errorCode' | 'errorDetail' | 'evidence' | 'nextAction'>,
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
      await events.deploymentChanged(deployment, 'deployment.status-changed');
    });
  }

  private guarded<T>(
    { token, deployment: { id } }: Claim,
    work: (manager: EntityManager, events: EventLog, deployment: Deployment) => Promise<T>,
  ): Promise<T> {
    return this.transactions.run(async (manager, events) => {
      const deployment = await manager.findOne(Deployment, {
        where: { id, claimToken: token, status: 'running' },
        lock: { mode: 'pessimistic_write' },
      });
      if (!deployment) throw new LostClaimError(id);
      return work(manager, events, deployment);
    });
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
