import type { StatusLook } from '@nora/ui';

import type { HealthCheck, HealthReport } from './health.store';

type State = HealthCheck['state'];

export const STATE_LOOKS: Readonly<Record<State, StatusLook>> = {
  failed: { icon: 'error', word: 'Failed', tone: 'failed' },
  warning: { icon: 'warning', word: 'Warning', tone: 'warning' },
  unknown: { icon: 'help', word: 'Unknown', tone: 'queued' },
  ok: { icon: 'check_circle', word: 'OK', tone: 'running' },
};

export const GROUP_WORDS: Readonly<Record<HealthCheck['group'], string>> = {
  stores: 'Stores',
  queues: 'Queues',
  processes: 'Processes',
  targets: 'Targets',
  security: 'Security',
  surroundings: 'Surroundings',
};

/** States in the order of what needs attention. */
const STATES = Object.keys(STATE_LOOKS) as State[];

/** Checks of one concern, the worst first. */
export interface HealthGroup {
  group: HealthCheck['group'];
  title: string;
  checks: HealthCheck[];
}

/** The checks by concern: the concern with the worst check first. The API answers the worst first already. */
export function groupsOf(checks: readonly HealthCheck[]): HealthGroup[] {
  const groups = new Map<HealthCheck['group'], HealthCheck[]>();
  for (const check of checks) groups.set(check.group, [...(groups.get(check.group) ?? []), check]);
  return [...groups].map(([group, found]) => ({ group, title: GROUP_WORDS[group], checks: found }));
}

/** How many there are of each state that there is. */
export function summaryOf(checks: readonly HealthCheck[]): string {
  return STATES.map((state) => [state, checks.filter((check) => check.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(
      ([state, count]) =>
        `${count} ${STATE_LOOKS[state].word === 'OK' ? 'OK' : STATE_LOOKS[state].word.toLowerCase()}`,
    )
    .join(', ');
}

/** The report as text, to be handed on. */
export function reportText({ version, commit, checkedAt, checks }: HealthReport): string {
  const release = commit ? `${version} (${commit.slice(0, 12)})` : version;
  const lines = checks.flatMap(({ state, title, seen, remedy, runbook }) => [
    `${STATE_LOOKS[state].word.toUpperCase().padEnd(7)}  ${title}: ${seen}`,
    ...(remedy ? [`         → ${remedy}`, `           more: ${runbook}`] : []),
  ]);
  return [`Nora ${release}, ${checkedAt}: ${summaryOf(checks)}`, '', ...lines, ''].join('\n');
}
