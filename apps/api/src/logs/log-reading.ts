import type { LogLevel } from '@nora/contracts';
import type { LogLine, LogOptions, RuntimeAccess, RuntimeHandle } from '@nora/runtime-adapters';
import type { LogFilter } from './log-filter';
import { LogPositions, isBehind, readingFrom, type LogPosition } from './log-position';

/** The log of a runtime. */
export interface AgentLog {
  access: RuntimeAccess;
  handle: RuntimeHandle;
}

/** What is read of a log. */
export interface WantedLines {
  /** Last lines; null for all that are kept. */
  tail: number | null;
  since: Date | null;
  filter: LogFilter;
  /** The last line that was seen: what is behind it is read, instead of `tail` and `since`. */
  behind: LogPosition | null;
}

export interface PlacedLine extends LogLine {
  level: LogLevel;
  position: LogPosition;
}

/** Last lines up to this number are counted out exactly; more are too many to keep until the end is known. */
const MOST_COUNTED = 5_000;
/** Characters that are kept at most to find the last lines among many. */
const MOST_KEPT = 16 * 1024 * 1024;
/** Lines read before the wanted ones, so that the first of them is not counted as the first of its time. */
const BEFORE = 100;

/** One reading of a log: what is kept of it, then what comes. No line is read twice, and none is left out between. */
export class LogReading {
  /** Of the last line that was read, wanted or not. */
  private reached: LogPosition | null;

  constructor(
    private readonly log: AgentLog,
    private readonly wanted: WantedLines,
    private readonly signal: AbortSignal,
  ) {
    this.reached = wanted.behind;
  }

  /** Lines that the backend has now. */
  async *kept(): AsyncGenerator<PlacedLine> {
    const { tail, since, behind, filter } = this.wanted;
    if (behind) yield* this.behind(behind, { follow: false });
    else if (tail === null) yield* this.lines({ tail, since, follow: false });
    else if (filter.narrows) yield* this.lastOf(tail, { tail: null, since, follow: false });
    else if (tail > MOST_COUNTED) yield* this.lines({ tail, since, follow: false });
    else yield* this.counted(tail, since);
  }

  /** Lines that are written from then on, until the log ends. */
  async *coming(): AsyncGenerator<PlacedLine> {
    if (this.reached) yield* this.behind(this.reached, { follow: true });
    else yield* this.lines({ tail: null, since: this.wanted.since, follow: true });
  }

  private async *behind(last: LogPosition, { follow }: { follow: boolean }): AsyncGenerator<PlacedLine> {
    for await (const line of this.lines({ tail: null, since: readingFrom(last), follow })) {
      if (isBehind(line.position, last)) yield line;
    }
  }

  private async *counted(tail: number, since: Date | null): AsyncGenerator<PlacedLine> {
    let first: LogPosition | null = null;
    let count = 0;
    const options = { tail: tail + BEFORE, since, follow: false };
    const last = await this.keepLast(tail, options, ({ position }) => {
      first ??= position;
      count += 1;
    });
    const [begin] = last;
    // So many lines of one time, that there are more of them before: their places can only be counted from the first.
    const unsure = count === tail + BEFORE && begin && isSameTime(begin.position, first);
    if (unsure) yield* this.lastOf(tail, { tail: null, since: new Date(begin.position.time), follow: false });
    else yield* taken(last);
  }

  private async *lastOf(tail: number, options: Omit<LogOptions, 'signal'>): AsyncGenerator<PlacedLine> {
    yield* taken(await this.keepLast(tail, options));
  }

  /** Reads to the end and keeps the last lines. */
  private async keepLast(
    tail: number,
    options: Omit<LogOptions, 'signal'>,
    onLine: (line: PlacedLine) => void = () => undefined,
  ): Promise<PlacedLine[]> {
    const last: PlacedLine[] = [];
    let size = 0;
    for await (const line of this.lines(options)) {
      onLine(line);
      last.push(line);
      size += line.text.length;
      while (last.length > tail || size > MOST_KEPT) size -= last.shift()?.text.length ?? size;
    }
    return last;
  }

  private async *lines(options: Omit<LogOptions, 'signal'>): AsyncGenerator<PlacedLine> {
    const { access, handle } = this.log;
    const positions = new LogPositions();
    for await (const line of access.logs(handle, { ...options, signal: this.signal })) {
      const position = positions.of(line);
      if (!this.reached || isBehind(position, this.reached)) this.reached = position;
      const level = this.wanted.filter.take(line);
      if (level !== null) yield { ...line, level, position };
    }
  }
}

function isSameTime(one: LogPosition, other: LogPosition | null): boolean {
  return other !== null && one.time === other.time;
}

/** Lets go of each line as it is taken. */
function* taken(lines: PlacedLine[]): Generator<PlacedLine> {
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) yield line;
}
