import { plainLine } from '@nora/contracts';
import { printJson } from '../system/json-text';

const GAP = '  ';

/** Rows under headings, each column as wide as its longest cell; whatever a server said is shown as plain text. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cells = rows.map((row) => row.map((cell) => plainLine(cell === null ? '–' : String(cell))));
  const all = [headings.map((heading) => heading.toUpperCase()), ...cells];
  const widths = headings.map((_heading, at) => Math.max(...all.map((row) => widthOf(row[at] ?? ''))));
  const numeric = headings.map(
    (_heading, at) => rows.length > 0 && rows.every((row) => typeof row[at] === 'number'),
  );
  return all
    .map((row) =>
      row
        .map((cell, at) => padded(cell, widths[at] ?? 0, numeric[at] === true))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** Names and values of one thing. */
export function facts(pairs: readonly (readonly [string, string | number | null])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 1;
  return pairs
    .map(([name, value]) => `${`${name}:`.padEnd(width)} ${plainLine(value === null ? '–' : String(value))}`)
    .join('\n');
}

/**
 * Prints a list for people, or for programs.
 * @param empty what there is to do when there is nothing
 */
export function printList<T>(
  items: readonly T[],
  json: true | undefined,
  headings: readonly string[],
  row: (item: T) => (string | number | null)[],
  empty: string,
): void {
  if (json) printJson({ items });
  else console.log(items.length === 0 ? empty : table(headings, items.map(row)));
}

const UNITS: [number, string][] = [
  [60, 's'],
  [60, 'min'],
  [24, 'h'],
  [Infinity, 'd'],
];

/** How long ago something was, e.g. `5 min ago`. */
export function ago(time: string | null, now = Date.now()): string {
  if (time === null) return '–';
  let amount = Math.max(0, (now - Date.parse(time)) / 1_000);
  for (const [size, unit] of UNITS) {
    if (amount < size) return `${Math.floor(amount)} ${unit} ago`;
    amount /= size;
  }
  return time;
}

/** A duration, e.g. `1.2 s` or `2 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Columns of a terminal: characters of East Asian scripts and most pictures take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

function padded(cell: string, width: number, toTheRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return toTheRight ? space + cell : cell + space;
}
