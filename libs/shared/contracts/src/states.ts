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

/** A lifecycle operation; each one is a deployment. */
export const DEPLOYMENT_KINDS = ['deploy', 'redeploy', 'start', 'stop', 'restart', 'delete'] as const;
export type DeploymentKind = (typeof DEPLOYMENT_KINDS)[number];

/** The named steps a deployment may show, in the order in which they can occur. */
export const STEP_NAMES = [
  'stop',
  'image',
  'storage',
  'network',
  'remove',
  'create',
  'inject',
  'start',
  'ready',
  'verify',
  'cleanup',
] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** Where each agent status may go next. Every status but `deleted` has a way out. */
export const AGENT_TRANSITIONS: Readonly<Record<AgentStatus, readonly AgentStatus[]>> = {
  queued: ['deploying', 'failed', 'stopped', 'deleting'],
  deploying: ['running', 'warning', 'failed', 'stopped', 'deleting'],
  running: ['queued', 'deploying', 'warning', 'failed', 'stopped', 'deleting'],
  warning: ['queued', 'deploying', 'running', 'failed', 'stopped', 'deleting'],
  failed: ['queued', 'deploying', 'running', 'stopped', 'deleting'],
  stopped: ['queued', 'deploying', 'failed', 'deleting'],
  deleting: ['deleted', 'failed'],
  deleted: [],
};

/** Where each deployment status may go next. `running → queued` is a lost lease or a retry. */
export const DEPLOYMENT_TRANSITIONS: Readonly<Record<DeploymentStatus, readonly DeploymentStatus[]>> = {
  queued: ['running', 'cancelled'],
  running: ['queued', 'succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
};

/** Lifecycle calls an operator may make on an agent of this status, when no deployment is in flight. */
export const ALLOWED_OPERATIONS: Readonly<Record<AgentStatus, readonly DeploymentKind[]>> = {
  queued: ['delete'],
  deploying: ['delete'],
  running: ['stop', 'restart', 'redeploy', 'delete'],
  warning: ['stop', 'restart', 'redeploy', 'delete'],
  failed: ['start', 'stop', 'redeploy', 'delete'],
  stopped: ['start', 'redeploy', 'delete'],
  deleting: ['delete'],
  deleted: [],
};

/** True when `to` may follow `from` in the given table. */
export function canTransition<S extends string>(
  table: Readonly<Record<S, readonly S[]>>,
  from: S,
  to: S,
): boolean {
  return table[from].includes(to);
}
