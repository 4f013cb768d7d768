import { type LogEntryView, type LogLineView, type LogNoteView, formatNumber } from '@nora/ui';

/** Older lines are dropped, so that an open page does not grow without end. */
export const KEPT_ENTRIES = 100_000;

const ESCAPE = String.fromCharCode(27);
/** Colours and cursor movements of terminals. */
const SEQUENCES = new RegExp(`${ESCAPE}\\[[0-9;?]*[A-Za-z]`, 'g');
const TAB = '    ';

/** Lines that a slow reader was not sent, as the server says it. */
export interface DroppedLines {
  count: number;
  since: string | null;
  until: string | null;
}

/** A line as the server sends it, for a page that knows neither colours nor tabs. */
export function lineOf(line: Omit<LogLineView, 'kind'>): LogLineView {
  let { text } = line;
  if (text.includes(ESCAPE)) text = text.replace(SEQUENCES, '');
  return { ...line, kind: 'line', text: text.replaceAll('\t', TAB) };
}

/** Stands where lines came faster than this page took them. */
export function gapOf({ count, since, until }: DroppedLines): LogNoteView {
  const clock = (at: string | null) => at?.slice(11, 19) ?? '?';
  const lines = count === 1 ? '1 line' : `${formatNumber(count)} lines`;
  const when = since === null && until === null ? '' : `, ${clock(since)} to ${clock(until)}`;
  const text = `${lines} left out${when}: they came faster than this page took them. The download has them.`;
  return { kind: 'note', gap: true, text };
}

/** Stands where the connection was lost and found again. */
export function breakOf(lostForMs: number): LogNoteView {
  const seconds = Math.max(1, Math.round(lostForMs / 1_000));
  return {
    kind: 'note',
    gap: false,
    text: `Connection lost for ${seconds} s; went on behind the last line.`,
  };
}

/** The entries with further ones behind them, as many as are kept. */
export function appended(
  entries: readonly LogEntryView[],
  more: readonly LogEntryView[],
): readonly LogEntryView[] {
  const over = entries.length + more.length - KEPT_ENTRIES;
  return over > 0 ? [...entries, ...more].slice(over) : [...entries, ...more];
}
