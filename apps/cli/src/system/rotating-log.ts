import { closeSync, existsSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** A log file that is put aside when it has grown to a size; the latest few are kept as `.1`, `.2`, … */
export class RotatingLog {
  private file: number | null;
  private bytes = 0;

  constructor(
    readonly path: string,
    private readonly maxBytes = 10 * 1024 * 1024,
    private readonly keep = 3,
  ) {
    this.file = this.open();
  }

  /** Appends; never throws, because a full disk must not take the supervisor down. */
  write(chunk: Buffer | string): void {
    if (this.file === null) return;
    try {
      if (this.bytes >= this.maxBytes) this.rotate();
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      this.bytes += writeSync(this.file, bytes);
    } catch {
      // What cannot be logged is lost; the operator sees a full disk in ./nora doctor.
    }
  }

  /** Appends one line with the time before it. */
  line(text: string): void {
    this.write(`${new Date().toISOString()} ${text}\n`);
  }

  /** Later writes are dropped. */
  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }

  private open(): number {
    const file = openSync(this.path, 'a', 0o600);
    this.bytes = fstatSync(file).size;
    return file;
  }

  private rotate(): void {
    this.close();
    for (let index = this.keep - 1; index >= 1; index--) {
      if (existsSync(`${this.path}.${index}`))
        renameSync(`${this.path}.${index}`, `${this.path}.${index + 1}`);
    }
    renameSync(this.path, `${this.path}.1`);
    this.file = this.open();
  }
}
