import { diff } from '@codemirror/merge';

/** Two changed texts put together. */
export interface Merged {
  text: string;
  /** Places that both have changed, each differently: there the text has mine. */
  collisions: number;
}

/** One stretch of lines that differs: from `from` up to `to` in the text before, `lines` now. */
interface Change {
  from: number;
  to: number;
  lines: readonly string[];
}

/** Every line is one letter while texts are compared; half of a letter pair would not be kept apart. */
const LETTERS = 0xd7ff;
const TIMEOUT_MS = 1_000;

/**
 * Puts together what two people made of the same text, line by line. Null for texts with more different lines than
 * can be compared.
 */
export function mergeTexts(base: string, mine: string, theirs: string): Merged | null {
  const letters = new Map<string, string>();
  const spelled = [base, mine, theirs].map((text) => spell(text.split('\n'), letters));
  if (letters.size >= LETTERS) return null;
  const [before = '', ours = '', others = ''] = spelled;
  const own = changesOf(before, ours, mine.split('\n'));
  const other = changesOf(before, others, theirs.split('\n'));
  return weave(base.split('\n'), own, other);
}

function spell(lines: readonly string[], letters: Map<string, string>): string {
  return lines
    .map((line) => {
      const known = letters.get(line) ?? String.fromCharCode(letters.size + 1);
      letters.set(line, known);
      return known;
    })
    .join('');
}

function changesOf(before: string, after: string, lines: readonly string[]): Change[] {
  return diff(before, after, { timeout: TIMEOUT_MS }).map(({ fromA, toA, fromB, toB }) => ({
    ...{ from: fromA, to: toA },
    lines: lines.slice(fromB, toB),
  }));
}

function weave(base: readonly string[], own: readonly Change[], other: readonly Change[]): Merged {
  const lines: string[] = [];
  const ours = [...own];
  const others = [...other];
  let at = 0;
  let collisions = 0;
  for (;;) {
    const region = nextRegion(ours, others);
    if (!region) break;
    lines.push(...base.slice(at, region.from));
    at = region.to;
    const mine = applied(base, region, region.mine);
    const theirs = applied(base, region, region.theirs);
    const both = region.mine.length > 0 && region.theirs.length > 0;
    if (both && mine.join('\n') !== theirs.join('\n')) collisions += 1;
    lines.push(...(region.mine.length > 0 ? mine : theirs));
  }
  lines.push(...base.slice(at));
  return { text: lines.join('\n'), collisions };
}

/** Changes that touch one another, of either side. */
interface Region {
  from: number;
  to: number;
  mine: Change[];
  theirs: Change[];
}

/** Takes the first changes, and all that touch them, from the front of both lists. */
function nextRegion(ours: Change[], others: Change[]): Region | null {
  const from = Math.min(ours[0]?.from ?? Infinity, others[0]?.from ?? Infinity);
  if (from === Infinity) return null;
  const region: Region = { from, to: from, mine: [], theirs: [] };
  let grew = true;
  while (grew) {
    grew = false;
    for (const [changes, taken] of [
      [ours, region.mine],
      [others, region.theirs],
    ] as const) {
      while (changes[0] && changes[0].from <= region.to) {
        const change = changes.shift() as Change;
        taken.push(change);
        region.to = Math.max(region.to, change.to);
        grew = true;
      }
    }
  }
  return region;
}

/** The lines of a region with the changes of one side. */
function applied(base: readonly string[], { from, to }: Region, changes: readonly Change[]): string[] {
  const lines: string[] = [];
  let at = from;
  for (const change of changes) {
    lines.push(...base.slice(at, change.from), ...change.lines);
    at = change.to;
  }
  return [...lines, ...base.slice(at, to)];
}
