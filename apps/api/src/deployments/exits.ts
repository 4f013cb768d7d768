import {
  ALLOWED_OPERATIONS,
  type AgentStatus,
  type DeploymentKind,
  type DeploymentStatus,
} from '@nora/contracts';
import { kindOfRetry } from '@nora/domain';

/** What decides whether a deployment can be called off. */
export interface Cancellation {
  kind: DeploymentKind;
  status: DeploymentStatus;
  cancelRequested: boolean;
  /** Whether parts of the agent are being removed already. */
  removing: boolean;
}

/** Whether a deployment can be called off, and nobody did so yet. */
export function isCancellable({ kind, status, cancelRequested, removing }: Cancellation): boolean {
  const inFlight = status === 'queued' || status === 'running';
  return inFlight && !cancelRequested && kind !== 'force-delete' && !(kind === 'delete' && removing);
}

/** What decides whether a deployment can be tried again. */
export interface Retry {
  kind: DeploymentKind;
  status: DeploymentStatus;
  /** Whether it is the last thing that was done with its agent. */
  newest: boolean;
  agentStatus: AgentStatus;
  dataKept: boolean;
}

/** Whether a deployment can be tried again now. */
export function isRetryable({ kind, status, newest, agentStatus, dataKept }: Retry): boolean {
  if ((status !== 'failed' && status !== 'cancelled') || !newest) return false;
  if (agentStatus === 'deleted' && !dataKept) return false;
  const again = kindOfRetry({ kind });
  return again === 'heal' || ALLOWED_OPERATIONS[agentStatus].includes(again);
}
