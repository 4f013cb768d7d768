/** Words of the runtime that are passed on as they are; any other one counts as absent. */
export const MODEL_FAULTS = ['missing-auth', 'auth-failed', 'cooldown'] as const;
export const MODEL_INPUTS = ['text', 'image', 'audio', 'video', 'document'] as const;
export const TOOL_RISKS = ['low', 'medium', 'high'] as const;
export const JOB_OUTCOMES = ['ok', 'error', 'skipped'] as const;

/** Nora's own words for what the runtime says in several places. */
export const SKILL_STATES = ['ready', 'incomplete', 'disabled', 'blocked', 'wrong-platform'] as const;
export const SKILL_NEEDS = ['program', 'variable', 'setting', 'system'] as const;
export const CHANNEL_STATES = [
  'connected',
  'running',
  'failing',
  'stopped',
  'disabled',
  'not-configured',
] as const;
export const JOB_TRIGGERS = ['at', 'every', 'cron', 'event'] as const;

export type ModelFault = (typeof MODEL_FAULTS)[number];
export type ModelInput = (typeof MODEL_INPUTS)[number];
export type ToolRisk = (typeof TOOL_RISKS)[number];
export type JobOutcome = (typeof JOB_OUTCOMES)[number];
export type SkillState = (typeof SKILL_STATES)[number];
export type SkillNeed = (typeof SKILL_NEEDS)[number];
export type ChannelState = (typeof CHANNEL_STATES)[number];
export type JobTrigger = (typeof JOB_TRIGGERS)[number];

/** The word, where it is one of these. */
export function wordOf<T extends string>(words: readonly T[], value: unknown): T | null {
  return words.find((word) => word === value) ?? null;
}
