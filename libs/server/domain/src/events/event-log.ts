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

  async stepChanged(deployment: Deployment, step: DeploymentStep): Promise<void> {
    await this.record(deployment.workspaceId, 'deployment.step-changed', {
      agentId: deployment.agentId,
      deploymentId: deployment.id,
      step: {
        position: step.position,
        name: step.name,
        state: step.state,
        startedAt: step.startedAt?.toISOString() ?? null,
        finishedAt: step.finishedAt?.toISOString() ?? null,
        message: step.message,
      },
    });
  }
}
