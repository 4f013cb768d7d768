import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../system/errors';
import type { Say } from '../system/reporter';
import type { DataDirectory } from './data-directory';

const CHUNK = 64 * 1024;
const POLL_MS = 250;

/** A log file and how far it has been read. */
export interface LogPosition {
  file: string;
  /** Put before each line when several files are shown. */
  label: string;
  inode: number;
  offset: number;
}

/** A log file to show. */
export interface LogFile {
  file: string;
  label: string;
}

/**
 * The log files of an instance, or of one service.
 * @throws CliError that names the services there are
 */
export function logFiles({ logs }: DataDirectory, service?: string): LogFile[] {
  const names = existsSync(logs)
    ? readdirSync(logs)
        .filter((name) => name.endsWith('.log'))
        .map((name) => basename(name, '.log'))
    : [];
  if (service === undefined) {
    const width = Math.max(0, ...names.map(({ length }) => length));
    return names.map((name) => ({ file: join(logs, `${name}.log`), label: `${name.padEnd(width)} | ` }));
  }
  if (!names.includes(service)) {
    throw new CliError(`there is no log of "${service}": ${names.join(', ') || `${logs} holds none`}`);
  }
  return [{ file: join(logs, `${service}.log`), label: '' }];
}

/** Prints the last lines of a file, and tells where it ended. */
export function printTail({ file, label }: LogFile, count: number, print: Say): LogPosition {
  const descriptor = openSync(file, 'r');
  try {
    const { size, ino } = fstatSync(descriptor);
    let text = Buffer.alloc(0);
    let start = size;
    while (start > 0 && text.filter((byte) => byte === 10).length <= count) {
      const length = Math.min(CHUNK, start);
      start -= length;
      const chunk = Buffer.alloc(length);
      readSync(descriptor, chunk, 0, length, start);
      text = Buffer.concat([chunk, text]);
    }
    const lines = text.toString('utf8').split('\n');
    if (lines.at(-1) === '') lines.pop();
    if (count > 0) for (const line of lines.slice(-count)) print(label + line);
    return { file, label, inode: ino, offset: size };
  } finally {
    closeSync(descriptor);
  }
}

/** Prints whole lines as they are added, also across a rotation, until the signal is aborted. */
export async function follow(positions: LogPosition[], print: Say, signal?: AbortSignal): Promise<void> {
  const rests = positions.map(() => '');
  while (!signal?.aborted) {
    for (const [index, position] of positions.entries()) {
      const lines = ((rests[index] ?? '') + readNew(position)).split('\n');
      rests[index] = lines.pop() ?? '';
      for (const line of lines) print(position.label + line);
    }
    await sleep(POLL_MS);
  }
}

function readNew(position: LogPosition): string {
  if (!existsSync(position.file)) return '';
  const descriptor = openSync(position.file, 'r');
  try {
    const { size, ino } = fstatSync(descriptor);
    if (ino !== position.inode || size < position.offset) {
      position.inode = ino;
      position.offset = 0;
    }
    const added = Buffer.alloc(Math.min(size - position.offset, 1024 * 1024));
    position.offset += readSync(descriptor, added, 0, added.length, position.offset);
    return added.toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}
