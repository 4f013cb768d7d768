import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine, LogOptions } from '../ports';

const PIECE = 65_536;
const POLL_MS = 300;
const LINE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (stdout|stderr) (.*)$/s;

/**
 * Reads the log that a sidecar writes: the last lines, then, when asked, new ones as they come, across rotations.
 * The file belongs to the agent's user, so links are refused.
 */
export async function* readLog(path: string, { tail, follow, signal }: LogOptions): AsyncIterable<LogLine> {
  let file = await openLog(path);
  try {
    let position = 0;
    if (file) {
      const { lines, end } = await lastLines(file, tail);
      yield* lines.map(parseLogLine);
      position = end;
    }
    const decoder = new StringDecoder('utf8');
    let rest = '';
    while (follow && !signal.aborted) {
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
      for (let piece = await readAt(file, position); piece.length > 0; piece = await readAt(file, position)) {
        position += piece.length;
        const lines = (rest + decoder.write(piece)).split('\n');
        rest = lines.pop() ?? '';
        yield* lines.map(parseLogLine);
        if (signal.aborted) return;
      }
      const renewed = await openLog(path);
      if (renewed && file && (await renewed.stat()).ino === (await file.stat()).ino) {
        await renewed.close();
      } else if (renewed) {
        await file?.close();
        file = renewed;
        position = 0;
        rest = '';
      }
    }
  } finally {
    await file?.close();
  }
}

/** Reads `time stream text`; a line of another shape is taken whole. */
export function parseLogLine(line: string): LogLine {
  const [, at, stream, text] = LINE.exec(line) ?? [];
  if (!at || text === undefined) return { at: null, stream: 'stderr', text: line };
  return { at: new Date(at), stream: stream === 'stdout' ? 'stdout' : 'stderr', text };
}

async function openLog(path: string): Promise<FileHandle | null> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if ((await file.stat()).isFile()) return file;
    await file.close();
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ELOOP') return null;
    throw error;
  }
}

/** Reads backwards, piece by piece, until there are enough lines. */
async function lastLines(file: FileHandle, tail: number): Promise<{ lines: string[]; end: number }> {
  const { size: end } = await file.stat();
  const pieces: Buffer[] = [];
  let from = end;
  let breaks = 0;
  while (from > 0 && breaks <= tail) {
    const length = Math.min(PIECE, from);
    from -= length;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
    const piece = buffer.subarray(0, bytesRead);
    pieces.unshift(piece);
    for (const byte of piece) if (byte === 10) breaks += 1;
  }
  const lines = Buffer.concat(pieces).toString('utf8').split('\n');
  // The last one is empty, or a line that is still being written and comes with what follows.
  const partial = Buffer.byteLength(lines.pop() ?? '');
  return { lines: tail === 0 ? [] : lines.slice(-tail), end: end - partial };
}

async function readAt(file: FileHandle | null, position: number): Promise<Buffer> {
  if (!file) return Buffer.alloc(0);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(PIECE), 0, PIECE, position);
  return buffer.subarray(0, bytesRead);
}
