/** Why a terminal has ended. */
export const TERMINAL_ENDS = [
  'exited',
  'closed',
  'idle',
  'abandoned',
  'access-ended',
  'shutdown',
  'failed',
] as const;
export type TerminalEnd = (typeof TERMINAL_ENDS)[number];

/** What is told beside the bytes of a terminal, in text frames; the bytes are binary frames both ways. */
export type TerminalServerMessage =
  /** First of all: the terminal's id, and how many bytes of its output came before those that follow. */
  | { type: 'ready'; terminal: string; resumed: boolean; offset: number }
  /** Last of all. */
  | { type: 'exit'; code: number | null; reason: TerminalEnd }
  /** The connection is at fault and closed; the terminal goes on. */
  | { type: 'error'; code: string; detail: string };

export type TerminalClientMessage =
  | { type: 'resize'; cols: number; rows: number }
  /** How many bytes of the output are shown. Who says so once gets no more than 256 KiB ahead of that. */
  | { type: 'seen'; offset: number };

/** The same terminal was opened by another connection: do not open it again by yourself. */
export const TERMINAL_TAKEN_OVER = 4000;

/** Most characters of a line, and most lines. */
export const TERMINAL_SIDE_MAX = 1_000;
/** Most bytes of one message to a terminal; a longer paste is sent in pieces. */
export const TERMINAL_MESSAGE_MAX = 65_536;
