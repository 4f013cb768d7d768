import { isAtLeast, type LogLevel } from '@nora/contracts';

import type { LogEntryView } from './log-entry';

/** A piece of a line, and whether it is what was looked for. */
export interface TextPart {
  text: string;
  hit: boolean;
}

/** The entries that hold a text, in capitals or not, and matter enough. Gaps among them stay. */
export function narrowed(
  entries: readonly LogEntryView[],
  text: string,
  least: LogLevel | null,
): readonly LogEntryView[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '' && least === null) return entries;
  return entries.filter(
    (entry) =>
      entry.kind === 'note' ||
      ((least === null || isAtLeast(entry.level, least)) &&
        (wanted === '' || entry.text.toLowerCase().includes(wanted))),
  );
}

/** A line cut at the text that is looked for. */
export function partsOf(line: string, text: string): TextPart[] {
  const wanted = text.trim().toLowerCase();
  const lower = line.toLowerCase();
  // A few letters change their length with their case; such a line is shown without marks.
  if (wanted === '' || lower.length !== line.length) return [{ text: line, hit: false }];
  const parts: TextPart[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    if (at > from) parts.push({ text: line.slice(from, at), hit: false });
    from = at + wanted.length;
    parts.push({ text: line.slice(at, from), hit: true });
  }
  if (from < line.length || parts.length === 0) parts.push({ text: line.slice(from), hit: false });
  return parts;
}
