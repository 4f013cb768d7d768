import type { Agent, Deployment, DeploymentStep, AgentEvent } from '@nora/data-access';

import { busyOperations, idleOperations, isCancellable, isFinal, isRemoving } from './possible-operations';

/** The agent after the event; the same object when the event does not concern it. */
export function reduceAgent(agent: Agent, event: AgentEvent): Agent {
  if (event.agentId !== agent.id) return agent;
  switch (event.type) {
    case 'agent.created':
    case 'agent.status-changed':
    case 'agent.updated':
    case 'agent.deleted':
      return withPossible({
        ...agent,
        name: event.name,
        status: event.type === 'agent.deleted' ? 'deleted' : event.status,
        statusReason: event.statusReason,
        desiredState: event.desiredState,
        updatedAt: event.at,
      });
    case 'agent.drift-changed':
      return { ...agent, drift: event.drift, updatedAt: event.at };
    case 'deployment.created':
    case 'deployment.status-changed':
      return withDeployment(agent, event);
    case 'deployment.step-changed':
      return agent.desiredState === 'deleted' && isRemoving(event.step) ? withoutCancel(agent) : agent;
    default:
      return agent;
  }
}

/** The deployment after the event; the same object when the event does not concern it. */
export function reduceDeployment(deployment: Deployment, event: AgentEvent): Deployment {
  if (event.agentId !== deployment.agentId || !('status' in event || 'step' in event)) return deployment;
  switch (event.type) {
    case 'deployment.created':
    case 'deployment.status-changed':
      return event.deploymentId === deployment.id
        ? withOutcome(deployment, event)
        : withSuccessor(deployment, event);
    case 'deployment.step-changed': {
      if (event.deploymentId !== deployment.id) return deployment;
      const next = { ...deployment, steps: withStep(deployment.steps, event.step) };
      return { ...next, cancellable: isCancellable(next) };
    }
    default:
      return deployment;
  }
}

type DeploymentEvent = Extract<AgentEvent, { type: 'deployment.created' | 'deployment.status-changed' }>;

function withDeployment(agent: Agent, event: DeploymentEvent): Agent {
  const { deploymentId, kind, status, cancelRequested, at: updatedAt } = event;
  if (!isFinal(status)) {
    const known = agent.activeDeploymentId === deploymentId;
    if (event.type === 'deployment.status-changed' && !known) return { ...agent, updatedAt };
    const allowedOperations = busyOperations(kind, cancelRequested);
    return { ...agent, updatedAt, activeDeploymentId: deploymentId, allowedOperations };
  }
  if (agent.activeDeploymentId !== deploymentId) return { ...agent, updatedAt };
  return withPossible({ ...agent, updatedAt, activeDeploymentId: null });
}

function withPossible(agent: Agent): Agent {
  return agent.activeDeploymentId ? agent : { ...agent, allowedOperations: idleOperations(agent) };
}

function withoutCancel(agent: Agent): Agent {
  if (!agent.allowedOperations.includes('cancel')) return agent;
  return { ...agent, allowedOperations: agent.allowedOperations.filter((one) => one !== 'cancel') };
}

function withOutcome(deployment: Deployment, event: DeploymentEvent): Deployment {
  const { status, reason, cancelRequested, at } = event;
  const next = { ...deployment, status, reason, cancelRequested };
  if (event.type === 'deployment.status-changed') {
    next.startedAt ??= status === 'running' ? at : null;
    next.finishedAt = isFinal(status) ? at : null;
  }
  return { ...next, cancellable: isCancellable(next) };
}

/** What came later counts: an older deployment is not tried again. */
function withSuccessor(deployment: Deployment, event: DeploymentEvent): Deployment {
  const later = event.type === 'deployment.created' && event.at > deployment.createdAt;
  return later && deployment.retryable ? { ...deployment, retryable: false } : deployment;
}

type StepEvent = Extract<AgentEvent, { type: 'deployment.step-changed' }>['step'];

function withStep(steps: readonly DeploymentStep[], changed: StepEvent): DeploymentStep[] {
  const known = steps.some(({ position }) => position === changed.position);
  if (known)
    return steps.map((step) => (step.position === changed.position ? { ...step, ...changed } : step));
  return [...steps, { ...changed, usualMs: null, slowMs: null }].sort((a, b) => a.position - b.position);
}
