import type { WorkspaceRole } from './roles';
import type {
  AgentStatus,
  DeploymentKind,
  DeploymentStatus,
  DesiredState,
  Drift,
  StepName,
  StepState,
} from './states';

/** Names of the events on `/api/events/stream`. */
export const EVENT_TYPES = [
  'agent.created',
  'agent.status-changed',
  'agent.updated',
  'agent.drift-changed',
  'agent.deleted',
  'deployment.created',
  'deployment.status-changed',
  'deployment.step-changed',
  'schedule.changed',
  'workspace.updated',
  'membership.changed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/**
 * Name of what stands on `/api/events/stream` for events that came faster than they were read: `{count}`. Whoever
 * sees it reads again what it shows.
 */
export const MISSED_EVENTS = 'missed';

/** Payload of the events on an agent itself. */
export interface AgentEventPayload {
  agentId: string;
  name: string;
  status: AgentStatus;
  statusReason: string | null;
  desiredState: DesiredState;
}

/** Payload of `agent.drift-changed`: what is not as it was made, and what is done about it. Empty when all is right again. */
export interface DriftEventPayload {
  agentId: string;
  drift: Drift[];
  /** `noted`: it happened and is over, like a restart by hand. */
  action: 'healing' | 'flagged' | 'gave-up' | 'noted' | 'cleared';
  /** The deployment that puts it right. */
  deploymentId: string | null;
}

/** Payload of `deployment.created` and `deployment.status-changed`. */
export interface DeploymentEventPayload {
  agentId: string;
  deploymentId: string;
  kind: DeploymentKind;
  status: DeploymentStatus;
  errorCode: string | null;
  /** Why it was asked for, when the worker asked; null for a person's wish. */
  reason: string | null;
  cancelRequested: boolean;
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

/** Payload of `schedule.changed`: a schedule, or a run of it, is another than before, new or gone. */
export interface ScheduleEventPayload {
  agentId: string;
  scheduleId: string;
}

/** Payload of `workspace.updated`. */
export interface WorkspaceEventPayload {
  name: string;
  /** ISO 8601 UTC; null unless it is being deleted. */
  deletionRequestedAt: string | null;
}

/**
 * Payload of `membership.changed`: what an account is in the workspace now; null when it is no member any more.
 * That account is told of it too.
 */
export interface MembershipEventPayload {
  userId: string;
  role: WorkspaceRole | null;
}

export interface EventPayloads {
  'agent.created': AgentEventPayload;
  'agent.status-changed': AgentEventPayload;
  'agent.updated': AgentEventPayload;
  'agent.drift-changed': DriftEventPayload;
  'agent.deleted': AgentEventPayload;
  'deployment.created': DeploymentEventPayload;
  'deployment.status-changed': DeploymentEventPayload;
  'deployment.step-changed': StepEventPayload;
  'schedule.changed': ScheduleEventPayload;
  'workspace.updated': WorkspaceEventPayload;
  'membership.changed': MembershipEventPayload;
}
