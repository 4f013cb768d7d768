import type { ResealProgress } from '@nora/domain';

/** Where lines go. A terminal overwrites the one that is still growing. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
}

const CLEAR_LINE = '\r\u001b[2K';
const EVERY_MS = 5_000;

/** Tells how far a rotation is: by a line that grows on a terminal, and by a line now and then elsewhere. */
export class ProgressReport {
  private readonly told = new Map<string, { done: number; at: number }>();
  private growing = false;

  constructor(
    private readonly output: Output,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A line that stays. */
  line(text: string): void {
    this.output.write(`${this.growing ? CLEAR_LINE : ''}${text}\n`);
    this.growing = false;
  }

  progress({ table, column, done, total }: ResealProgress): void {
    const name = `${table}.${column}`;
    const last = this.told.get(name);
    if (done === 0 || done === last?.done) return;
    const text = `${name}: ${done.toLocaleString('en')} of ${Math.max(done, total).toLocaleString('en')}`;
    const isDone = done >= total;
    if (this.output.isTTY) this.output.write(`${CLEAR_LINE}${text}${isDone ? '\n' : ''}`);
    else if (isDone || this.now() - (last?.at ?? -Infinity) >= EVERY_MS) this.output.write(`${text}\n`);
    else return;
    this.growing = this.output.isTTY === true && !isDone;
    this.told.set(name, { done, at: this.now() });
  }
}
