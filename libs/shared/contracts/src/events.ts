import type { BudgetUnit, ModelStopKind, ModelStopScope } from './budgets';
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
  'provider.changed',
  'agent.model-changed',
  'agent.secrets-changed',
  'budget.changed',
  'budget.spent',
  'budget.threshold-reached',
  'budget.exhausted',
  'models.stopped',
  'models.resumed',
  'models.loop-detected',
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

/** Payload of `provider.changed`: a provider of models is another than before, new or gone. */
export interface ProviderEventPayload {
  providerId: string;
}

/** Payload of the events on what an agent is given for its runtime. */
export interface AgentGivenEventPayload {
  agentId: string;
}

/** Payload of `budget.changed`: a budget is another than before, new or gone. */
export interface BudgetEventPayload {
  budgetId: string;
  /** Null for one of a whole workspace. */
  agentId: string | null;
}

/** Payload of `budget.spent`: what is used and set aside in the present period. Amounts have six decimals. */
export interface BudgetSpentEventPayload extends BudgetEventPayload {
  unit: BudgetUnit;
  limit: string;
  spent: string;
  reserved: string;
}

/** Payload of `budget.threshold-reached` and `budget.exhausted`: told once in a period. */
export interface BudgetReachedEventPayload extends BudgetSpentEventPayload {
  name: string;
  /** Percent of the limit; 100 for `budget.exhausted`. */
  threshold: number;
  /** When the period ends, ISO 8601 UTC; null for one that does not. */
  resetsAt: string | null;
}

/** Payload of `models.stopped` and `models.resumed`. */
export interface ModelStopEventPayload {
  scope: ModelStopScope;
  kind: ModelStopKind;
  /** Null unless the scope is one agent. */
  agentId: string | null;
  reason: string;
}

/** Payload of `models.loop-detected`: an agent asked the same again and again. */
export interface LoopEventPayload {
  agentId: string;
  times: number;
  minutes: number;
  paused: boolean;
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
  'provider.changed': ProviderEventPayload;
  'agent.model-changed': AgentGivenEventPayload;
  'agent.secrets-changed': AgentGivenEventPayload;
  'budget.changed': BudgetEventPayload;
  'budget.spent': BudgetSpentEventPayload;
  'budget.threshold-reached': BudgetReachedEventPayload;
  'budget.exhausted': BudgetReachedEventPayload;
  'models.stopped': ModelStopEventPayload;
  'models.resumed': ModelStopEventPayload;
  'models.loop-detected': LoopEventPayload;
  'workspace.updated': WorkspaceEventPayload;
  'membership.changed': MembershipEventPayload;
}
