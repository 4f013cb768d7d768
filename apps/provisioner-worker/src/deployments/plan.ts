import type { DeploymentKind, DesiredState, StepName } from '@nora/contracts';
import type { RuntimeState } from '@nora/runtime-adapters';

/** What a deployment wants its agent to be. */
export interface Desired {
  kind: DeploymentKind;
  state: DesiredState;
  /** Generation of the agent that this deployment made. */
  generation: number;
  /** Digest of everything that shapes the runtime. */
  specHash: string;
}

/** What Nora wrote down before it looked. */
export interface Recorded {
  /** When the deployment was first taken up: a runtime started since then has been restarted already. */
  startedAt: Date;
}

/** What the backend says now. */
export interface Observed {
  state: RuntimeState;
  generation: number | null;
  specHash: string | null;
  startedAt: Date | null;
}

const PREPARE: StepName[] = ['image', 'storage', 'network'];
const RUN: StepName[] = ['inject', 'start', 'ready', 'verify'];
const PROVE: StepName[] = ['ready', 'verify'];

/**
 * The steps that lead from what is observed to what is desired, in order. Pure: the same input gives the same
 * steps, and from any point at which a worker may die the rest is planned anew.
 */
export function plan(desired: Desired, recorded: Recorded, observed: Observed): StepName[] {
  const stopFirst: StepName[] = observed.state === 'running' ? ['stop'] : [];
  if (desired.state === 'deleted') return [...stopFirst, 'cleanup'];
  if (desired.state === 'stopped') return stopFirst;
  if (!isCurrent(desired, observed)) return [...PREPARE, ...stopFirst, 'create', ...RUN];
  if (observed.state !== 'running') return ['network', ...RUN];
  if (desired.kind === 'restart' && !startedSince(recorded.startedAt, observed)) {
    return ['network', 'stop', ...RUN];
  }
  return PROVE;
}

/** True when the runtime at hand can serve: same shape and, where a new one was asked for, made by this deployment. */
function isCurrent(desired: Desired, observed: Observed): boolean {
  if (observed.state === 'absent' || observed.specHash !== desired.specHash) return false;
  const replaces = desired.kind === 'deploy' || desired.kind === 'redeploy';
  return !replaces || observed.generation === desired.generation;
}

function startedSince(moment: Date, observed: Observed): boolean {
  return observed.startedAt !== null && observed.startedAt >= moment;
}
