/** What the operator wants an agent to be. */
export const DESIRED_STATES = ['running', 'stopped', 'deleted'] as const;
export type DesiredState = (typeof DESIRED_STATES)[number];

/** What Nora last observed of an agent. `warning` answers, but something asked for is not right. */
export const AGENT_STATUSES = [
  'queued',
  'deploying',
  'running',
  'warning',
  'failed',
  'stopped',
  'deleting',
  'deleted',
] as const;
export type AgentStatus = (typeof AGENT_STATUSES)[number];

/** Outcome of one attempt to bring an agent to a version and desired state. */
export const DEPLOYMENT_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type DeploymentStatus = (typeof DEPLOYMENT_STATUSES)[number];

/** State of one named step of a deployment. */
export const STEP_STATES = ['pending', 'running', 'succeeded', 'failed', 'skipped'] as const;
export type StepState = (typeof STEP_STATES)[number];

/** Everything that changes an agent; each one is a deployment. */
export const DEPLOYMENT_KINDS = [
  'deploy',
  'duplicate',
  'redeploy',
  'start',
  'stop',
  'restart',
  'update',
  'rename',
  'rollback',
  'restore',
  'heal',
  'delete',
  'force-delete',
] as const;
export type DeploymentKind = (typeof DEPLOYMENT_KINDS)[number];

/** What a person may ask of an agent that exists; `heal` is the worker's own. */
export type AgentOperation = Exclude<DeploymentKind, 'deploy' | 'duplicate' | 'heal'>;

/** What a duplicate takes from its source: its shape alone, its workspace files too, or all it remembers as well. */
export const DUPLICATE_SCOPES = ['config', 'files', 'memory'] as const;
export type DuplicateScope = (typeof DUPLICATE_SCOPES)[number];

/** What a deployment is told beside its kind and version. Ids and choices only. */
export interface DeploymentOptions {
  /** Of `delete`: the agent's data stays, so that it can be restored. */
  keepData?: boolean;
  /** Of `redeploy`: a lost storage may be made anew, empty. */
  freshStorage?: boolean;
  /** Of `rollback`: the version it goes back to; its runtime is made from what it was made from then. */
  rollbackTo?: string;
  /** Of `duplicate`: where the first state comes from. */
  source?: { agentId: string; scope: Exclude<DuplicateScope, 'config'> };
}

/** What made a version of an agent. */
export const VERSION_SOURCES = [
  'edit',
  'deploy',
  'duplicate',
  'hub-install',
  'restore',
  'rollback',
  'migration',
] as const;
export type VersionSource = (typeof VERSION_SOURCES)[number];

/** What the worker does when a runtime is not as it was made: put it right, tell, or neither. */
export const DRIFT_POLICIES = ['heal', 'alert', 'ignore'] as const;
export type DriftPolicy = (typeof DRIFT_POLICIES)[number];

/** Ways in which a runtime can differ from what Nora recorded of it. */
export const DRIFT_KINDS = [
  'runtime-missing',
  'runtime-exited',
  'runtime-paused',
  'runtime-running',
  'runtime-restarted',
  'runtime-replaced',
  'limits-changed',
  'image-changed',
  'network-detached',
  'storage-missing',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** One difference, in words for a person. `seenAt` is ISO 8601 UTC. */
export interface Drift {
  kind: DriftKind;
  detail: string;
  seenAt: string;
}

/** The named steps a deployment may show. */
export const STEP_NAMES = [
  'stop',
  'image',
  'storage',
  'network',
  'remove',
  'create',
  'import',
  'inject',
  'amend',
  'start',
  'ready',
  'verify',
  'recover',
  'cleanup',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** Where each agent status may go next. Every status but `deleted` has a way out; a deleted agent whose data was kept has one too. */
export const AGENT_TRANSITIONS: Readonly<Record<AgentStatus, readonly AgentStatus[]>> = {
  queued: ['deploying', 'running', 'warning', 'failed', 'stopped', 'deleting'],
  deploying: ['queued', 'running', 'warning', 'failed', 'stopped', 'deleting'],
  running: ['queued', 'deploying', 'warning', 'failed', 'stopped', 'deleting'],
  warning: ['queued', 'deploying', 'running', 'failed', 'stopped', 'deleting'],
  failed: ['queued', 'deploying', 'running', 'warning', 'stopped', 'deleting'],
  stopped: ['queued', 'deploying', 'warning', 'failed', 'deleting'],
  deleting: ['deleted', 'running', 'warning', 'stopped', 'failed'],
  deleted: ['queued', 'deleting'],
};

/** Where each deployment status may go next. `running → queued` is a lost lease or a retry. */
export const DEPLOYMENT_TRANSITIONS: Readonly<Record<DeploymentStatus, readonly DeploymentStatus[]>> = {
  queued: ['running', 'cancelled'],
  running: ['queued', 'succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
};

const SHAPING = ['update', 'rename', 'rollback'] as const;
const REMOVING = ['delete', 'force-delete'] as const;

/**
 * Operations on an agent of this status, when no deployment is in flight. While one is, it can be cancelled, and
 * `force-delete` goes ahead of it. Of a deleted agent this is what kept data allows.
 */
export const ALLOWED_OPERATIONS: Readonly<Record<AgentStatus, readonly AgentOperation[]>> = {
  queued: REMOVING,
  deploying: REMOVING,
  running: ['stop', 'restart', 'redeploy', ...SHAPING, ...REMOVING],
  warning: ['stop', 'restart', 'redeploy', ...SHAPING, ...REMOVING],
  failed: ['start', 'stop', 'redeploy', ...SHAPING, ...REMOVING],
  stopped: ['start', 'redeploy', ...SHAPING, ...REMOVING],
  deleting: REMOVING,
  deleted: ['restore', 'delete'],
};

/** True when `to` may follow `from` in the given table. */
export function canTransition<S extends string>(
  table: Readonly<Record<S, readonly S[]>>,
  from: S,
  to: S,
): boolean {
  return table[from].includes(to);
}
