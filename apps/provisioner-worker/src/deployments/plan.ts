import type { DeploymentKind, DeploymentOptions, DesiredState } from '@nora/contracts';
import type { ObservedRuntime } from '@nora/runtime-adapters';
import type { PlannedStep } from './deployment-steps';

/** What a deployment wants its agent to be. */
export interface Desired {
  kind: DeploymentKind;
  state: DesiredState;
  /** Generation of the agent that this deployment made. */
  generation: number;
  /** Digest of everything that shapes the runtime. */
  specHash: string;
  /** What it must be made from; null for what the distribution brings. */
  image: string | null;
  limits: { vcpu: number; ramMb: number };
  options: DeploymentOptions;
}

/** What Nora wrote down before it looked. */
export interface Recorded {
  /** When the deployment was first taken up: a runtime started since then has been restarted already. */
  startedAt: Date;
  /** Whether the agent ever had storage: then it must not be made anew unasked. */
  hasStorage: boolean;
  /** Whether the state of the agent it is duplicated from has arrived. */
  imported: boolean;
  /** Whether the agent was given what its runtime gets with its next start alone. */
  givenMore: boolean;
}

/** What the backend says now. */
export type Observed = Omit<ObservedRuntime, 'handle' | 'exitCode'>;

/** A state from which a deployment may not act. */
export interface Refusal {
  code: 'not_ours' | 'storage_missing';
  message: string;
  nextAction: string;
}

/** The steps to take in order, or why none may be taken. */
export type Plan = { steps: PlannedStep[]; refusal: null } | { steps: []; refusal: Refusal };

const PREPARE: PlannedStep[] = ['image', 'storage', 'network'];
const LAUNCH: PlannedStep[] = ['inject', 'start', 'ready', 'verify'];

/** Kinds that ask for a runtime made by themselves, and are not content with one that is there. */
const REPLACING: ReadonlySet<DeploymentKind> = new Set([
  'deploy',
  'duplicate',
  'redeploy',
  'update',
  'rollback',
  'restore',
]);

const NOT_OURS: Refusal = {
  code: 'not_ours',
  message: 'Something that Nora did not make has the name of this runtime on the target.',
  nextAction: 'Rename or remove it by hand, then try again. Nora does not touch it.',
};

const STORAGE_MISSING: Refusal = {
  code: 'storage_missing',
  message: 'The storage of this agent is gone: it was removed outside Nora.',
  nextAction:
    'Put it back from a copy of your own and start the agent, or redeploy with empty storage: what the agent knew is lost then.',
};

/**
 * The steps that lead from what is observed to what is desired. Pure: the same input gives the same steps, and from
 * any point at which a worker may die the rest is planned anew.
 */
export function plan(desired: Desired, recorded: Recorded, observed: Observed): Plan {
  const up = observed.state === 'running' || observed.state === 'paused';
  const stopFirst: PlannedStep[] = up ? ['stop'] : [];
  if (desired.state === 'deleted') {
    const remove: PlannedStep = desired.options.keepData ? 'remove' : 'cleanup';
    return take(desired.kind === 'force-delete' ? [remove] : [...stopFirst, remove]);
  }
  if (observed.state === 'foreign') return { steps: [], refusal: NOT_OURS };
  if (desired.kind === 'rename') {
    // A runtime takes up what is in its files while it goes on, and would have one half of what it is to be given.
    return take(observed.state === 'absent' || recorded.givenMore ? [] : ['inject']);
  }
  if (desired.state === 'stopped') return take(stopFirst);

  const lost = recorded.hasStorage && !observed.storagePresent;
  if (lost && !desired.options.freshStorage) return { steps: [], refusal: STORAGE_MISSING };
  const bring: PlannedStep[] = desired.options.source && !recorded.imported ? ['import'] : [];
  if (lost || !isCurrent(desired, observed)) {
    return take([...PREPARE, ...stopFirst, 'create', ...bring, ...LAUNCH]);
  }
  const amend: PlannedStep[] = needsAmending(desired, observed) ? ['amend'] : [];
  if (observed.state === 'paused') return take([...amend, 'start', 'ready', 'verify']);
  if (observed.state !== 'running') return take(['network', ...amend, ...bring, ...LAUNCH]);
  if (desired.kind === 'restart' && !startedSince(recorded.startedAt, observed)) {
    return take(['network', ...amend, 'stop', ...LAUNCH]);
  }
  return take(amend.length > 0 ? [...amend, 'ready'] : ['ready', 'verify']);
}

const take = (steps: PlannedStep[]): Plan => ({ steps, refusal: null });

/** True when the runtime at hand can serve: same shape and, where a new one was asked for, made by this deployment. */
function isCurrent(desired: Desired, observed: Observed): boolean {
  if (observed.state === 'absent' || observed.specHash !== desired.specHash) return false;
  if (desired.image !== null && observed.image !== null && desired.image !== observed.image) return false;
  return !REPLACING.has(desired.kind) || observed.generation === desired.generation;
}

function needsAmending({ limits }: Desired, observed: Observed): boolean {
  return observed.networkAttached === false || limitsDiffer(limits, observed.limits);
}

/** Whether limits were changed from outside; a target that enforces none has none to change. */
export function limitsDiffer(
  asked: { vcpu: number; ramMb: number },
  found: { vcpu: number; ramMb: number } | null,
): boolean {
  return found !== null && (found.vcpu !== asked.vcpu || found.ramMb !== asked.ramMb);
}

function startedSince(moment: Date, observed: Observed): boolean {
  return observed.startedAt !== null && observed.startedAt >= moment;
}
