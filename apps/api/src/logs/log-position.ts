import type { LogLine } from '@nora/runtime-adapters';

/**
 * Place of a line in a log, the same at every reading: the time of the line, and how many lines of that time came
 * before it. Lines without a time, or with one before that of an earlier line, have the latest time before them.
 */
export interface LogPosition {
  /** Unix time in milliseconds. */
  time: number;
  ordinal: number;
}

/** How far a clock may be set back between two lines of a runtime without a line being read twice or not at all. */
const SLACK_MS = 5_000;
const FORM = /^(\d{1,14})-(\d{1,9})$/;

export function formatPosition({ time, ordinal }: LogPosition): string {
  return `${time}-${ordinal}`;
}

/** Null for what is no position. */
export function parsePosition(text: string): LogPosition | null {
  const [, time, ordinal] = FORM.exec(text) ?? [];
  return time && ordinal ? { time: Number(time), ordinal: Number(ordinal) } : null;
}

export function isBehind(position: LogPosition, other: LogPosition): boolean {
  return position.time === other.time ? position.ordinal > other.ordinal : position.time > other.time;
}

/** Where a reading must begin to find the positions of all lines behind this one again. */
export function readingFrom({ time }: LogPosition): Date {
  return new Date(Math.max(0, time - SLACK_MS));
}

/** Gives the lines of one reading their positions, in order. */
export class LogPositions {
  private last: LogPosition = { time: 0, ordinal: -1 };

  of({ at }: LogLine): LogPosition {
    const { time, ordinal } = this.last;
    const now = Math.max(time, at?.getTime() ?? 0);
    this.last = { time: now, ordinal: now === time ? ordinal + 1 : 0 };
    return this.last;
  }
}
