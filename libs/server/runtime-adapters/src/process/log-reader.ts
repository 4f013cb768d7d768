import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine, LogOptions } from '../ports';
import { LineCutter } from './line-cutter';

const PIECE = 65_536;
const POLL_MS = 300;
/** A sidecar keeps 10 MiB in each of two files; of a file that somebody else made larger, only the end is read. */
const LARGEST = 64 * 1_048_576;
const LINE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (stdout|stderr) (.*)$/s;

/**
 * Reads the log that a sidecar writes: what was asked for of `path.1` and `path`, then, when asked, new lines as
 * they come, across rotations. The files belong to the agent's user, so links are refused.
 */
export async function* readLog(path: string, options: LogOptions): AsyncIterable<LogLine> {
  const { since } = options;
  let reached = false;
  for await (const text of readLines(path, options)) {
    const line = parseLogLine(text);
    // A line without a time belongs to the one before.
    reached ||= !since || (line.at !== null && line.at >= since);
    if (reached) yield line;
  }
}

/** Reads `time stream text`; a line of another shape is taken whole. */
export function parseLogLine(line: string): LogLine {
  const [, at, stream, text] = LINE.exec(line) ?? [];
  if (!at || text === undefined) return { at: null, stream: 'stderr', text: line };
  return { at: new Date(at), stream: stream === 'stdout' ? 'stdout' : 'stderr', text };
}

async function* readLines(path: string, { tail, follow, signal }: LogOptions): AsyncIterable<string> {
  let file = await LogFile.open(path);
  let older = await LogFile.open(`${path}.1`);
  try {
    // Rotated between the two.
    if (older && file && older.inode === file.inode) older = await older.close();
    const rest = tail === null ? null : tail - ((await file?.seekTail(tail)) ?? 0);
    if (rest === null) await file?.seekTail(null);
    if (rest === null || rest > 0) {
      await older?.seekTail(rest);
      if (older) yield* older.lines(signal);
    }
    older = (await older?.close()) ?? null;
    if (file) yield* file.lines(signal);
    while (follow && !signal.aborted) {
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
      if (file) yield* file.lines(signal);
      const renewed = await LogFile.open(path);
      if (!renewed) continue;
      if (file && renewed.inode === file.inode) {
        await renewed.close();
        continue;
      }
      // What was written between the last look and the rotation, and what was rotated away since.
      if (file) yield* file.lines(signal);
      older = file && (await LogFile.open(`${path}.1`));
      if (older && older.inode !== file?.inode && older.inode !== renewed.inode) yield* older.lines(signal);
      await older?.close();
      await file?.close();
      older = null;
      file = renewed;
    }
  } finally {
    await file?.close();
    await older?.close();
  }
}

/** An open log and the place up to which it was read. */
class LogFile {
  private readonly cutter = new LineCutter();
  private position = 0;

  private constructor(
    private readonly file: FileHandle,
    readonly inode: number,
  ) {}

  /** Null where there is no log, or something else in its place. */
  static async open(path: string): Promise<LogFile | null> {
    try {
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      const found = await file.stat();
      if (found.isFile()) return new LogFile(file, found.ino);
      await file.close();
      return null;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ELOOP') return null;
      throw error;
    }
  }

  /**
   * Goes to where the last lines begin, reading backwards.
   * @param tail how many; null for all
   * @returns how many there are, up to that many; of no use for all
   */
  async seekTail(tail: number | null): Promise<number> {
    const { size } = await this.file.stat();
    const start = Math.max(0, size - LARGEST);
    if (tail === null && start === 0) return 0;
    let breaks = 0;
    let lastBreak = -1;
    for (let from = size; from > start;) {
      const length = Math.min(PIECE, from - start);
      from -= length;
      const piece = await this.read(from, length);
      for (let at = piece.length - 1; at >= 0; at -= 1) {
        if (piece[at] !== 10) continue;
        if (breaks === tail) {
          this.position = from + at + 1;
          return breaks;
        }
        breaks += 1;
        lastBreak = from + at;
      }
    }
    this.position = start === 0 ? 0 : lastBreak + 1;
    return breaks;
  }

  /** Complete lines from where it was read up to, to the present end. */
  async *lines(signal: AbortSignal): AsyncIterable<string> {
    // Somebody emptied it.
    if ((await this.file.stat()).size < this.position) this.position = 0;
    for (let piece = await this.next(); piece.length > 0 && !signal.aborted; piece = await this.next()) {
      this.position += piece.length;
      yield* this.cutter.push(piece);
    }
  }

  async close(): Promise<null> {
    await this.file.close();
    return null;
  }

  private next(): Promise<Buffer> {
    return this.read(this.position, PIECE);
  }

  private async read(position: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  }
}
