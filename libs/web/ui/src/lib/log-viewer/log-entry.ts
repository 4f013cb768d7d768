import type { LogLevel } from '@nora/contracts';

/** One line of a runtime's log. `at` is ISO 8601, null where the runtime does not tell. */
export interface LogLineView {
  kind: 'line';
  at: string | null;
  stream: string;
  level: LogLevel;
  text: string;
}

/** Something that happened to the reading of a log, between two lines. */
export interface LogNoteView {
  kind: 'note';
  /** Whether lines are missing here. */
  gap: boolean;
  text: string;
}

export type LogEntryView = LogLineView | LogNoteView;

/** Whether more lines may come. */
export type LogStreamState = 'connecting' | 'live' | 'ended' | 'lost';
