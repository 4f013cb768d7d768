import type { AgentStatus, DesiredState, Drift, DriftKind } from '@nora/contracts';
import type { AgentRuntime } from '@nora/domain';
import type { ObservedRuntime } from '@nora/runtime-adapters';
import { limitsDiffer } from '../deployments/plan';

/** What is recorded of an agent, as far as a runtime can differ from it. */
export interface RecordedAgent {
  status: AgentStatus;
  desiredState: DesiredState;
  runtime: Pick<AgentRuntime, 'image' | 'specHash'> | null;
  vcpu: number;
  ramMb: number;
  storageCreatedAt: Date | null;
}

/** A difference before anybody took note of it. */
export type Difference = Pick<Drift, 'kind' | 'detail'>;

/** Statuses in which an agent is what its record says, so that a difference means something. */
const SETTLED: ReadonlySet<AgentStatus> = new Set(['running', 'warning', 'stopped']);

/** How a runtime differs from what is recorded; empty when it does not. Pure. */
export function differencesOf(agent: RecordedAgent, observed: ObservedRuntime): Difference[] {
  if (!SETTLED.has(agent.status)) return [];
  if (agent.storageCreatedAt !== null && !observed.storagePresent) {
    return [difference('storage-missing', 'The storage of the agent was removed outside Nora.')];
  }
  if (agent.desiredState === 'stopped') return whenStopped(observed);
  return agent.desiredState === 'running' ? whenRunning(agent, observed) : [];
}

function whenStopped({ state }: ObservedRuntime): Difference[] {
  if (state !== 'running') return [];
  return [difference('runtime-running', 'The agent is stopped, but its runtime was started outside Nora.')];
}

function whenRunning(agent: RecordedAgent, observed: ObservedRuntime): Difference[] {
  switch (observed.state) {
    case 'absent':
    case 'foreign':
      return [difference('runtime-missing', 'The runtime was removed outside Nora.')];
    case 'paused':
      return [difference('runtime-paused', 'The runtime was paused outside Nora.')];
    case 'created':
      return [difference('runtime-exited', 'The runtime was made anew outside Nora and never started.')];
    case 'exited':
      return [difference('runtime-exited', endOf(observed))];
    case 'running':
      return editsOf(agent, observed);
  }
}

function endOf({ exitCode }: ObservedRuntime): string {
  if (exitCode === 0) return 'The runtime was stopped outside Nora, or ended by itself (exit code 0).';
  return `The runtime ended without being asked to (exit code ${exitCode ?? 'unknown'}).`;
}

function editsOf({ runtime, vcpu, ramMb }: RecordedAgent, observed: ObservedRuntime): Difference[] {
  const found: Difference[] = [];
  const { limits, image, specHash } = observed;
  if (runtime?.specHash && specHash !== runtime.specHash) {
    found.push(difference('runtime-replaced', 'The runtime was replaced by one of another shape.'));
  } else if (runtime?.image && image !== null && image !== runtime.image) {
    found.push(difference('image-changed', `The runtime is made from ${image} instead of ${runtime.image}.`));
  }
  if (limits && limitsDiffer({ vcpu, ramMb }, limits)) {
    const asked = `${vcpu} vCPU and ${ramMb} MB`;
    found.push(
      difference('limits-changed', `Limits are ${limits.vcpu} vCPU and ${limits.ramMb} MB, not ${asked}.`),
    );
  }
  if (observed.networkAttached === false) {
    found.push(difference('network-detached', 'The runtime was cut off from its network.'));
  }
  return found;
}

const difference = (kind: DriftKind, detail: string): Difference => ({ kind, detail });

/** Whether the same things differ. */
export function sameDrift(a: readonly Difference[], b: readonly Difference[]): boolean {
  const key = (list: readonly Difference[]): string =>
    list
      .map(({ kind, detail }) => `${kind}\n${detail}`)
      .sort()
      .join('\n\n');
  return key(a) === key(b);
}
