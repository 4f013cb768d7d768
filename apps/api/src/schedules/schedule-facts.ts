import { createHash } from 'node:crypto';
import type { Schedule } from '@nora/domain';
import { validationFailed } from '@nora/http-kit';

/** What somebody can say of a schedule. */
export type ScheduleFacts = Pick<
  Schedule,
  'name' | 'cron' | 'timeZone' | 'action' | 'prompt' | 'enabled' | 'overlap'
>;

/** For the audit log: that a prompt was changed, but not what agents are told. */
export function auditedFacts({ prompt, ...facts }: ScheduleFacts): object {
  const digest = prompt === null ? null : createHash('sha256').update(prompt).digest('hex').slice(0, 16);
  return { ...facts, promptSha256: digest };
}

/** Of a schedule alone, without what its row has beside. */
export function factsOf(schedule: ScheduleFacts): ScheduleFacts {
  const { name, cron, timeZone, action, prompt, enabled, overlap } = schedule;
  return { name, cron, timeZone, action, prompt, enabled, overlap };
}

/** @throws DomainError `validation_failed` unless there is a prompt where one belongs, and only there */
export function requirePromptWhereItBelongs({ action, prompt }: ScheduleFacts): void {
  if ((action === 'prompt') === (prompt !== null)) return;
  const [code, message] =
    action === 'prompt'
      ? ['required', 'prompt is required: it is what the agent is told.']
      : ['excluded_by_action', `prompt does not go with the action ${action}.`];
  throw validationFailed([{ path: 'prompt', code, message }]);
}

/** Whether somebody else's word is taken over: what is done, when, or that it is done at all. */
export function takesOver(before: ScheduleFacts, after: ScheduleFacts): boolean {
  const { cron, timeZone, action, prompt } = after;
  const same = before.cron === cron && before.timeZone === timeZone && before.action === action;
  return !same || before.prompt !== prompt || (after.enabled && !before.enabled);
}
