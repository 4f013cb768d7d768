import type { Agent, Deployment } from '@nora/data-access';
import type { IconName } from '@nora/ui';

/** A way out of a failure, as a button. */
export interface Remedy {
  act: 'retry' | 'start' | 'redeploy' | 'fresh-storage' | 'resources' | 'force-delete';
  label: string;
  icon: IconName;
  /** The one that helps most comes first; what destroys is marked. */
  weight: 'first' | 'other' | 'destroys';
}

type Way = Omit<Remedy, 'weight'> & { destroys?: boolean };

const RETRY: Way = { act: 'retry', label: 'Try again', icon: 'refresh' };
const START: Way = { act: 'start', label: 'Start', icon: 'play_arrow' };
const REDEPLOY: Way = { act: 'redeploy', label: 'Redeploy', icon: 'rocket_launch' };
const RESOURCES: Way = { act: 'resources', label: 'Change resources', icon: 'tune' };
const FRESH: Way = {
  ...{ act: 'fresh-storage', label: 'Redeploy with empty storage', icon: 'rocket_launch' },
  destroys: true,
};
const FORCE: Way = { act: 'force-delete', label: 'Force-delete', icon: 'delete_forever', destroys: true };

/** Kinds that are tried again as a redeployment. */
const MADE_ANEW: ReadonlySet<Deployment['kind']> = new Set(['deploy', 'duplicate', 'redeploy', 'restore']);

const SERVING: ReadonlySet<Agent['status']> = new Set(['running', 'warning']);

/** The ways out of the latest deployment, as far as the agent allows them now; the one that helps most first. */
export function remediesOf({ kind, error, retryable, status }: Deployment, agent: Agent): Remedy[] {
  const allows = (operation: Agent['allowedOperations'][number]) =>
    agent.allowedOperations.includes(operation);
  const retry = retryable ? [RETRY] : [];
  const redeploy = allows('redeploy') && !(retryable && MADE_ANEW.has(kind)) ? [REDEPLOY] : [];
  // What still serves is deleted in the ordinary way.
  const force = allows('force-delete') && status === 'failed' && !SERVING.has(agent.status) ? [FORCE] : [];
  return weigh([...waysFor(error?.code, { allows, retry, redeploy }), ...force]);
}

interface Known {
  allows: (operation: Agent['allowedOperations'][number]) => boolean;
  retry: Way[];
  redeploy: Way[];
}

function waysFor(code: string | undefined, { allows, retry, redeploy }: Known): Way[] {
  if (code === 'storage_missing') return [...retry, ...(allows('redeploy') ? [FRESH] : [])];
  if (code === 'crash_loop') {
    const start = allows('start') ? [START] : retry;
    return [...start, ...(allows('update') ? [RESOURCES] : []), ...redeploy];
  }
  return code === 'cancelled' ? retry : [...retry, ...redeploy];
}

function weigh(ways: Way[]): Remedy[] {
  return ways.map(({ destroys, ...way }, index) => ({
    ...way,
    weight: destroys ? 'destroys' : index === 0 ? 'first' : 'other',
  }));
}
