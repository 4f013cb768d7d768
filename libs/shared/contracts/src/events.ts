import type {
  AgentStatus,
  DeploymentKind,
  DeploymentStatus,
  DesiredState,
  StepName,
  StepState,
} from './states';

/** Names of the events on `/api/events/stream`. */
export const EVENT_TYPES = [
  'agent.created',
  'agent.status-changed',
  'agent.deleted',
  'deployment.created',
  'deployment.status-changed',
  'deployment.step-changed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Payload of the `agent.*` events. */
export interface AgentEventPayload {
  agentId: string;
  name: string;
  status: AgentStatus;
  statusReason: string | null;
  desiredState: DesiredState;
}

/** Payload of `deployment.created` and `deployment.status-changed`. */
export interface DeploymentEventPayload {
  agentId: string;
  deploymentId: string;
  kind: DeploymentKind;
  status: DeploymentStatus;
  errorCode: string | null;
}

/** Payload of `deployment.step-changed`. Times are ISO 8601 UTC. */
export interface StepEventPayload {
  agentId: string;
  deploymentId: string;
  step: {
    position: number;
    name: StepName;
    state: StepState;
    startedAt: string | null;
    finishedAt: string | null;
    message: string | null;
  };
}

export interface EventPayloads {
  'agent.created': AgentEventPayload;
  'agent.status-changed': AgentEventPayload;
  'agent.deleted': AgentEventPayload;
  'deployment.created': DeploymentEventPayload;
  'deployment.status-changed': DeploymentEventPayload;
  'deployment.step-changed': StepEventPayload;
}
