import { type StatusLook, formatNumber } from '@nora/ui';

import type {
  CapableChannel,
  CapableJob,
  CapableModel,
  CapableSkill,
  CapableTool,
} from './capabilities.store';

/** One thing of a list: what it is, how it is, and when. */
export interface CapabilityRow {
  key: string;
  /** Heading that it belongs below; null where the list has none. */
  group: string | null;
  title: string;
  /** How the runtime calls it, where that is not its title. */
  code: string | null;
  text: string;
  facts: readonly string[];
  look: StatusLook | null;
  times: readonly { label: string; at: string }[];
}

const PLAIN = { group: null, code: null, text: '', facts: [], look: null, times: [] } as const;

const ready: StatusLook = { icon: 'check_circle', word: 'Ready', tone: 'running' };
const off: StatusLook = { icon: 'stop_circle', word: 'Switched off', tone: 'stopped' };

const FAULT_LOOKS: Readonly<Record<NonNullable<CapableModel['fault']>, StatusLook>> = {
  'missing-auth': { icon: 'key', word: 'No key', tone: 'warning' },
  'auth-failed': { icon: 'error', word: 'Key refused', tone: 'failed' },
  cooldown: { icon: 'schedule', word: 'Rests after failures', tone: 'warning' },
};

const SKILL_LOOKS: Readonly<Record<CapableSkill['state'], StatusLook>> = {
  ready,
  disabled: off,
  incomplete: { icon: 'warning', word: 'Something is missing', tone: 'warning' },
  blocked: { icon: 'block', word: 'Not allowed', tone: 'stopped' },
  'wrong-platform': { icon: 'block', word: 'For another system', tone: 'stopped' },
};

const CHANNEL_LOOKS: Readonly<Record<CapableChannel['state'], StatusLook>> = {
  connected: { icon: 'check_circle', word: 'Connected', tone: 'running' },
  running: { icon: 'check_circle', word: 'Running', tone: 'running' },
  failing: { icon: 'error', word: 'Failing', tone: 'failed' },
  stopped: { icon: 'stop_circle', word: 'Stopped', tone: 'stopped' },
  disabled: off,
  'not-configured': { icon: 'radio_button_unchecked', word: 'Not set up', tone: 'stopped' },
};

const OUTCOME_LOOKS: Readonly<Record<NonNullable<CapableJob['lastOutcome']>, StatusLook>> = {
  ok: { icon: 'check_circle', word: 'Succeeded', tone: 'running' },
  error: { icon: 'error', word: 'Failed', tone: 'failed' },
  skipped: { icon: 'skip_next', word: 'Passed over', tone: 'stopped' },
};
const inProgress: StatusLook = {
  icon: 'progress_activity',
  word: 'In progress',
  tone: 'deploying',
  busy: true,
};

/** Units that a repeated time is given in, the largest first. */
const UNITS: readonly [number, string][] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

export function modelRow(model: CapableModel): CapabilityRow {
  const { provider, id, name, isDefault, available, fault, contextWindow, reasoning, inputs } = model;
  const context = contextWindow === null ? [] : [`${formatNumber(contextWindow)} tokens of context`];
  const unavailable: StatusLook = { icon: 'error', word: 'Not available', tone: 'failed' };
  const lacking = fault === null ? unavailable : FAULT_LOOKS[fault];
  return {
    ...PLAIN,
    ...{ key: `${provider}/${id}`, title: name, code: `${provider}/${id}` },
    facts: [
      ...(isDefault ? ['used by default'] : []),
      ...context,
      ...(reasoning ? ['thinks'] : []),
      ...(inputs.length > 0 ? [`takes ${inputs.join(', ')}`] : []),
    ],
    look: available === null ? null : available ? { ...ready, word: 'Available' } : lacking,
  };
}

export function toolRow({
  id,
  label,
  group,
  description,
  plugin,
  optional,
  risk,
}: CapableTool): CapabilityRow {
  return {
    ...PLAIN,
    ...{ key: `${group} ${id}`, group, title: label, code: label === id ? null : id, text: description },
    facts: [
      ...(plugin ? [`plugin ${plugin}`] : []),
      ...(optional ? ['off until it is allowed'] : []),
      ...(risk ? [`${risk} risk`] : []),
    ],
  };
}

export function skillRow({ name, description, bundled, state, needs }: CapableSkill): CapabilityRow {
  return {
    ...PLAIN,
    ...{ key: name, title: name, text: description, look: SKILL_LOOKS[state] },
    facts: [
      ...(bundled ? [] : ['added']),
      ...needs.map(({ kind, name: needed }) => `needs the ${kind} ${needed}`),
    ],
  };
}

export function channelRow({ id, label, account, state, ...times }: CapableChannel): CapabilityRow {
  return {
    ...PLAIN,
    ...{ key: `${id} ${account}`, title: label, facts: account === null ? [] : [`account ${account}`] },
    look: CHANNEL_LOOKS[state],
    times: timesOf([
      ['Received', times.lastReceivedAt],
      ['Sent', times.lastSentAt],
    ]),
  };
}

export function jobRow(job: CapableJob): CapabilityRow {
  const outcome = job.lastOutcome === null ? null : OUTCOME_LOOKS[job.lastOutcome];
  return {
    ...PLAIN,
    ...{ key: job.id, title: job.name, text: timingOf(job) },
    look: job.running ? inProgress : job.enabled ? outcome : off,
    times: timesOf([
      ['Next', job.enabled ? job.nextRunAt : null],
      ['Last', job.lastRunAt],
    ]),
  };
}

/** When a job is done, in words. */
export function timingOf({ trigger, everySeconds, cron, timeZone, at }: CapableJob): string {
  if (trigger === 'every' && everySeconds !== null) {
    const [size, unit] = UNITS.find(([seconds]) => everySeconds % seconds === 0) ?? [1, 's'];
    return `every ${formatNumber(everySeconds / size)} ${unit}`;
  }
  if (trigger === 'cron' && cron !== null) return timeZone === null ? cron : `${cron}, ${timeZone}`;
  if (trigger === 'at' && at !== null) return 'once';
  return 'when something happens';
}

/** The rows that hold all words of the filter. */
export function filterRows(rows: readonly CapabilityRow[], filter: string): readonly CapabilityRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = [row.title, row.code, row.text, row.group, row.look?.word, ...row.facts]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Rows below their headings, in the order in which the headings come up. */
export function groupRows(
  rows: readonly CapabilityRow[],
): readonly { name: string | null; rows: readonly CapabilityRow[] }[] {
  const groups = new Map<string | null, CapabilityRow[]>();
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  return [...groups].map(([name, below]) => ({ name, rows: below }));
}

function timesOf(times: readonly [string, string | null][]): CapabilityRow['times'] {
  return times.flatMap(([label, at]) => (at === null ? [] : [{ label, at }]));
}
