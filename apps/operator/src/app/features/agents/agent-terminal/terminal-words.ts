import type { TerminalEnd } from '@nora/contracts';
import type { TerminalEnding, TerminalState } from './terminal.store';

/** What a terminal is doing, in a word. */
export const STATE_WORDS: Readonly<Record<TerminalState, string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Connection lost',
  ended: 'Ended',
  elsewhere: 'Open in another window',
  refused: 'Not open',
};

const REASONS: Readonly<Record<Exclude<TerminalEnd, 'exited'>, string>> = {
  closed: 'It was ended by hand.',
  idle: 'Nobody had typed in it for a long time.',
  abandoned: 'Nobody came back to it within a minute.',
  'access-ended': 'The session it was opened in, or the right to it, has ended.',
  shutdown: 'Nora was restarted.',
  failed: 'The agent’s target went away.',
};

/** Why a terminal ended, in a sentence. */
export function endingWords({ reason, code }: TerminalEnding): string {
  if (reason !== 'exited') return REASONS[reason];
  if (code === null) return 'The shell has ended, or the agent was stopped.';
  // 128 and the number of a signal.
  if (code > 128) return `The shell was ended from outside (code ${code}), as when the agent is stopped.`;
  return `The shell ended with code ${code}.`;
}

/** What is about to be pasted, so that somebody can see whether they want that. */
export function pasteWords(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  const shown = lines.slice(0, 3).map((line) => `“${line.length > 60 ? `${line.slice(0, 60)}…` : line}”`);
  const more = lines.length > 3 ? `, and ${lines.length - 3} more` : '';
  return `Each line may be carried out as soon as it is there: ${shown.join(', ')}${more}.`;
}
