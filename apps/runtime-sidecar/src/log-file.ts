import { closeSync, constants, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import type { OutputLine } from './output';

/**
 * A log file of one line each: time, stream, text. At its limit it becomes `<path>.1`, in place of the one before.
 * Lines are written at once, so that the last words of a runtime that dies are kept.
 */
export class LogFile {
  private descriptor: number;
  private size: number;

  constructor(
    private readonly path: string,
    private readonly limit = 10_485_760,
  ) {
    this.descriptor = open(path);
    this.size = fstatSync(this.descriptor).size;
  }

  write({ at, stream, text }: OutputLine): void {
    const line = Buffer.from(`${at} ${stream} ${text}\n`);
    if (this.size > 0 && this.size + line.length > this.limit) this.rotate();
    writeSync(this.descriptor, line);
    this.size += line.length;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private rotate(): void {
    closeSync(this.descriptor);
    renameSync(this.path, `${this.path}.1`);
    this.descriptor = open(this.path);
    this.size = 0;
  }
}

function open(path: string): number {
  return openSync(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW,
    0o600,
  );
}
