import type { Agent, Deployment, DeploymentStep, LiveEvent } from '@nora/data-access';

/** Deployments that are over. */
const FINAL = new Set<Deployment['status']>(['succeeded', 'failed', 'cancelled']);

/** True when nothing more will happen in this deployment. */
export function isFinal(status: Deployment['status']): boolean {
  return FINAL.has(status);
}

/** The agent after the event; the same object when the event does not concern it. */
export function reduceAgent(agent: Agent, event: LiveEvent): Agent {
  if (event.agentId !== agent.id) return agent;
  switch (event.type) {
    case 'agent.created':
    case 'agent.status-changed':
    case 'agent.deleted':
      return {
        ...agent,
        name: event.name,
        status: event.type === 'agent.deleted' ? 'deleted' : event.status,
        statusReason: event.statusReason,
        desiredState: event.desiredState,
        updatedAt: event.at,
      };
    case 'deployment.created':
      return { ...agent, activeDeploymentId: event.deploymentId, updatedAt: event.at };
    case 'deployment.status-changed': {
      const over = isFinal(event.status) && agent.activeDeploymentId === event.deploymentId;
      return { ...agent, activeDeploymentId: over ? null : agent.activeDeploymentId, updatedAt: event.at };
    }
    case 'deployment.step-changed':
      return agent;
  }
}

/** The deployment after the event; the same object when the event does not concern it. */
export function reduceDeployment(deployment: Deployment, event: LiveEvent): Deployment {
  if (!('deploymentId' in event) || event.deploymentId !== deployment.id) return deployment;
  switch (event.type) {
    case 'deployment.created':
      return { ...deployment, status: event.status };
    case 'deployment.status-changed':
      return {
        ...deployment,
        status: event.status,
        startedAt: deployment.startedAt ?? (event.status === 'running' ? event.at : null),
        finishedAt: isFinal(event.status) ? event.at : null,
      };
    case 'deployment.step-changed':
      return { ...deployment, steps: withStep(deployment.steps, event.step) };
  }
}

type StepEvent = Extract<LiveEvent, { type: 'deployment.step-changed' }>['step'];

function withStep(steps: readonly DeploymentStep[], changed: StepEvent): DeploymentStep[] {
  const known = steps.some(({ position }) => position === changed.position);
  if (known)
    return steps.map((step) => (step.position === changed.position ? { ...step, ...changed } : step));
  return [...steps, { ...changed, usualMs: null }].sort((a, b) => a.position - b.position);
}
