import { isAtLeast, type LogLevel } from '@nora/contracts';
import type { LogLine } from '@nora/runtime-adapters';
import { levelOf } from './log-level';

/** Tells which lines of a log are wanted. */
export class LogFilter {
  private readonly text: string | null;

  constructor(private readonly wanted: { level?: LogLevel; q?: string }) {
    this.text = wanted.q?.toLowerCase() ?? null;
  }

  /** Whether it leaves out anything. */
  get narrows(): boolean {
    return this.text !== null || this.wanted.level !== undefined;
  }

  /** The level of a line, or null when it is not wanted. */
  take({ stream, text }: LogLine): LogLevel | null {
    if (this.text !== null && !text.toLowerCase().includes(this.text)) return null;
    const level = levelOf(stream, text);
    return this.wanted.level === undefined || isAtLeast(level, this.wanted.level) ? level : null;
  }
}
