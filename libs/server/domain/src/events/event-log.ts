import type { EventPayloads, EventType } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { Agent, Deployment, DeploymentStep, EventRecord } from '../entities';

/** Writes events in the transaction of the change they tell of. */
export class EventLog {
  private count = 0;

  constructor(private readonly manager: EntityManager) {}

  /** True once an event was recorded, so that readers must be woken after the commit. */
  get isDirty(): boolean {
    return this.count > 0;
  }

  async record<T extends EventType>(workspaceId: string, type: T, payload: EventPayloads[T]): Promise<void> {
    await this.manager.insert(EventRecord, { workspaceId, type, payload: { ...payload } });
    this.count += 1;
  }

  async agentChanged(
    agent: Agent,
    type: 'agent.created' | 'agent.status-changed' | 'agent.updated' | 'agent.deleted',
  ): Promise<void> {
    const { id, name, status, statusReason, desiredState } = agent;
    await this.record(agent.workspaceId, type, { agentId: id, name, status, statusReason, desiredState });
  }

  async deploymentChanged(
    deployment: Deployment,
    type: 'deployment.created' | 'deployment.status-changed',
  ): Promise<void> {
    const { id, agentId, kind, status, errorCode, reason } = deployment;
    const cancelRequested = deployment.cancelRequestedAt !== null;
    await this.record(deployment.workspaceId, type, {
      ...{ agentId, deploymentId: id, kind, status, errorCode, reason, cancelRequested },
    });
  }

  stepChanged(deployment: Deployment, step: DeploymentStep): Promise<void> {
    return this.stepsChanged(deployment, [step]);
  }

  /** Tells of several steps in order, by one statement. */
  async stepsChanged({ workspaceId, agentId, id }: Deployment, steps: DeploymentStep[]): Promise<void> {
    if (steps.length === 0) return;
    await this.manager.insert(
      EventRecord,
      steps.map(({ position, name, state, startedAt, finishedAt, message }) => {
        const times = {
          startedAt: startedAt?.toISOString() ?? null,
          finishedAt: finishedAt?.toISOString() ?? null,
        };
        const payload: EventPayloads['deployment.step-changed'] = {
          ...{ agentId, deploymentId: id },
          step: { position, name, state, ...times, message },
        };
        return { workspaceId, type: 'deployment.step-changed', payload: { ...payload } };
      }),
    );
    this.count += steps.length;
  }
}
