/** Whether something is as it should be; `unknown` where that could not be found out. */
export const CHECK_STATES = ['failed', 'warning', 'unknown', 'ok'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

export const CHECK_GROUPS = ['stores', 'queues', 'processes', 'targets', 'security', 'surroundings'] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

/** What one look found. */
export interface Finding {
  state: CheckState;
  /** In words for a person; never a secret. */
  seen: string;
  /** What to do about it; null where nothing is to be done. */
  remedy: string | null;
}

/** Something that is looked at. */
export interface HealthCheck {
  /** Stable; what monitoring may look for. */
  id: string;
  group: CheckGroup;
  title: string;
  /** Page of the documentation that explains it, below the root of the project. */
  docs: string;
  /** Page of the administration console where it is acted on; null where there is none. */
  page: string | null;
  /** What it means when the look itself fails: that something is wrong, or that nobody knows. */
  onError: 'failed' | 'unknown';
  /** What to do when the look itself fails. */
  onErrorRemedy: string;
  look(): Promise<Finding>;
}

/** Gives the checks of one concern. */
export interface HealthChecks {
  checks(): HealthCheck[];
}

export const ok = (seen: string): Finding => ({ state: 'ok', seen, remedy: null });
export const warning = (seen: string, remedy: string): Finding => ({ state: 'warning', seen, remedy });
export const failed = (seen: string, remedy: string): Finding => ({ state: 'failed', seen, remedy });
export const unknown = (seen: string, remedy: string): Finding => ({ state: 'unknown', seen, remedy });

/** A number with its noun. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
