/** Wakes every API replica that has read the platform settings: they are others now. */
export const SETTINGS_CHANNEL = 'nora:platform-settings';

export const BANNER_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type BannerSeverity = (typeof BANNER_SEVERITIES)[number];

/** Characters a banner may have. */
export const BANNER_LENGTH = 500;

/** What everybody is told, on every page and before they have signed in. */
export interface Banner {
  /** Plain text. */
  text: string;
  severity: BannerSeverity;
  /** ISO 8601 UTC; null from the beginning. */
  from: string | null;
  /** ISO 8601 UTC; null until it is taken away. */
  until: string | null;
}

/** A number that an administrator may set for the whole installation. */
export interface PlatformNumber {
  least: number;
  most: number;
  /** True where only whole numbers make sense. */
  whole: boolean;
  /** What 0, beside the bounds, stands for: there is no end to it. */
  zeroIsForever: boolean;
  /** Environment variable that holds where nothing is set here; null for what is built in. */
  variable: string | null;
}

const days = (variable: string, least: number, most: number, zeroIsForever = false): PlatformNumber => ({
  least,
  most,
  whole: true,
  zeroIsForever,
  variable,
});

/** For how many days things are kept. The floors are those of what other parts of Nora rely on. */
export const RETENTION_DAYS = {
  eventDays: days('EVENT_RETENTION_DAYS', 1, 365),
  sessionDays: days('SESSION_RETENTION_DAYS', 1, 365),
  // Nobody who takes over an account may have the traces of it removed the same day.
  auditDays: days('AUDIT_RETENTION_DAYS', 30, 36_500, true),
  metricSampleDays: days('METRICS_SAMPLE_DAYS', 1, 30),
  metricMinuteDays: days('METRICS_MINUTE_DAYS', 1, 90),
  metricTenMinuteDays: days('METRICS_TEN_MINUTE_DAYS', 7, 3650),
  scheduleRunDays: days('SCHEDULE_RUN_RETENTION_DAYS', 1, 3650),
  modelCallDays: days('MODEL_CALL_RETENTION_DAYS', 1, 3650),
  modelHourDays: days('MODEL_HOUR_RETENTION_DAYS', 62, 3650),
} as const satisfies Record<string, PlatformNumber>;
export type RetentionName = keyof typeof RETENTION_DAYS;
export const RETENTION_NAMES = Object.keys(RETENTION_DAYS) as RetentionName[];

/** Those that the backup worker, and nobody else, has in its environment. */
export const BACKUP_WORKER_DAYS = [
  'eventDays',
  'sessionDays',
  'scheduleRunDays',
  'modelCallDays',
  'modelHourDays',
] as const satisfies RetentionName[];
export type BackupWorkerDays = Record<(typeof BACKUP_WORKER_DAYS)[number], number>;

/** What a new agent may use, unless somebody says otherwise. */
export const AGENT_RESOURCES = {
  vcpu: { least: 0.25, most: 16, whole: false, zeroIsForever: false, variable: null },
  ramMb: { least: 1536, most: 65_536, whole: true, zeroIsForever: false, variable: null },
} as const satisfies Record<string, PlatformNumber>;
export type AgentResourceName = keyof typeof AGENT_RESOURCES;

/** Of a new agent where no administrator has chosen. */
export const BUILT_IN_RESOURCES: Readonly<Record<AgentResourceName, number>> = { vcpu: 1, ramMb: 2048 };

export const PLATFORM_NUMBERS = { ...AGENT_RESOURCES, ...RETENTION_DAYS };
export type PlatformNumberName = AgentResourceName | RetentionName;

/** What holds for the whole installation. */
export interface PlatformSettings extends Record<PlatformNumberName, number> {
  /** Whether strangers may open an account. */
  signupEnabled: boolean;
  /** Of a new agent; null for the first that is available. */
  runtimeFamily: string | null;
  deployTarget: string | null;
  banner: Banner | null;
}

/** What administrators have set; everything else is as the environment says, or built in. */
export type PlatformOverrides = Partial<PlatformSettings>;

/** True for a number that can be set. */
export function isAllowedNumber(name: PlatformNumberName, value: unknown): value is number {
  const { least, most, whole, zeroIsForever }: PlatformNumber = PLATFORM_NUMBERS[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (zeroIsForever && value === 0) return true;
  return value >= least && value <= most && (!whole || Number.isInteger(value));
}

/** True while a banner is to be shown. */
export function isShownAt({ from, until }: Banner, now: Date): boolean {
  const at = now.getTime();
  return (from === null || Date.parse(from) <= at) && (until === null || Date.parse(until) > at);
}
