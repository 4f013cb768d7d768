import type { TerminalServerMessage } from '@nora/contracts';
import { TERMINAL_MESSAGE_MAX, TERMINAL_SIDE_MAX, plainLine } from '@nora/contracts';
import WebSocket from 'ws';
import { CliError } from '../../system/errors';
import { connect, type RemoteOptions } from '../connect';
import { EXIT } from '../exit-codes';
import { RemoteError, UnreachableError, type Problem } from '../remote-error';
import { findAgent } from './find-agent';

/** Written by the shell when the command is about to begin; what came before is the shell's own talk. */
const BEGIN = 1;
const CTRL_C = '\u0003';

/** Opens a terminal in an agent; its exit code becomes that of this command. */
export async function execute(
  reference: string,
  command: readonly string[],
  options: RemoteOptions,
): Promise<void> {
  if (command.length === 0 && !process.stdin.isTTY) {
    throw new CliError('a terminal needs a terminal: say which command to run, after --', EXIT.usage);
  }
  const connection = connect(options);
  const { id } = await findAgent(connection, reference);
  const [cols, rows] = size();
  const { url, headers } = connection.client.webSocket(`/api/agents/${id}/exec`, { cols, rows });
  const socket = await open(url, headers);
  process.exitCode = await relay(socket, command);
}

function open(url: string, headers: Record<string, string>): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers, handshakeTimeout: 30_000 });
    socket.once('open', () => {
      // What comes at once waits until somebody listens.
      socket.pause();
      resolve(socket);
    });
    socket.once('error', (error) => reject(new UnreachableError(new URL(url).origin, error.message)));
    socket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      response.on('end', () => reject(new RemoteError(response.statusCode ?? 500, problemOf(body))));
    });
  });
}

/** Bytes both ways until the shell ends. @returns its exit code */
async function relay(socket: WebSocket, command: readonly string[]): Promise<number> {
  const input = process.stdin;
  const isRaw = command.length === 0 && input.isTTY;
  let shows = command.length === 0;
  let outcome: number | CliError | undefined;
  const send = (piece: Buffer): void => {
    for (let at = 0; at < piece.length; at += TERMINAL_MESSAGE_MAX) {
      socket.send(piece.subarray(at, at + TERMINAL_MESSAGE_MAX));
    }
  };
  const resize = (): void => {
    const [cols, rows] = size();
    socket.send(JSON.stringify({ type: 'resize', cols, rows }));
  };
  const interrupt = (): void => {
    if (shows) return send(Buffer.from(CTRL_C));
    outcome = new CliError('interrupted', EXIT.interrupted);
    socket.close();
  };
  const ended = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        const from = shows ? 0 : data.indexOf(BEGIN) + 1;
        shows ||= from > 0;
        if (shows) process.stdout.write(data.subarray(from));
        return;
      }
      const message = JSON.parse(data.toString('utf8')) as TerminalServerMessage;
      if (message.type === 'exit') outcome = outcomeOf(message);
      else if (message.type === 'error') outcome = new CliError(message.detail, EXIT.failed);
      else if (command.length > 0) send(Buffer.from(shellLine(command)));
    });
    socket.once('close', () => resolve());
    socket.once('error', () => resolve());
  });
  socket.resume();
  // The first one is for the command; without a listener, the second one ends this program.
  if (!isRaw) process.once('SIGINT', interrupt);
  if (isRaw) input.setRawMode(true);
  if (isRaw) input.on('data', send);
  process.stdout.on('resize', resize);
  try {
    await ended;
  } finally {
    process.off('SIGINT', interrupt);
    process.stdout.off('resize', resize);
    input.off('data', send);
    if (isRaw) input.setRawMode(false);
    input.pause();
  }
  if (outcome instanceof Error) throw outcome;
  if (outcome === undefined) throw new CliError('the connection to the terminal was lost', EXIT.unreachable);
  return outcome;
}

type Exit = Extract<TerminalServerMessage, { type: 'exit' }>;

/** The exit code of a command, or why there is none. */
function outcomeOf({ code, reason }: Exit): number | CliError {
  if (reason === 'exited' && code !== null) return code;
  return new CliError(`the terminal was ended by Nora (${plainLine(reason)})`, EXIT.failed);
}

/**
 * What is typed into the shell so that it becomes the command: without an echo, and with a mark before its output.
 * A terminal is all that there is, and its line discipline takes at most 4,095 bytes of a line.
 */
export function shellLine(command: readonly string[]): string {
  const quoted = command.map((argument) => `'${argument.replaceAll("'", `'\\''`)}'`).join(' ');
  const line = ` stty -echo; printf '\\001'; exec ${quoted}\r`;
  if (plainLine(quoted) !== quoted) {
    throw new CliError(
      'a command with control characters in it cannot be typed: copy a script and run that',
      EXIT.usage,
    );
  }
  if (Buffer.byteLength(line) > 4_000) {
    throw new CliError('the command is too long to be typed: copy a script and run that', EXIT.usage);
  }
  return line;
}

function size(): [cols: number, rows: number] {
  const { columns = 80, rows = 24 } = process.stdout;
  const fit = (side: number): number => Math.min(Math.max(side, 1), TERMINAL_SIDE_MAX);
  return [fit(columns), fit(rows)];
}

function problemOf(body: string): Problem {
  try {
    return JSON.parse(body) as Problem;
  } catch {
    return {};
  }
}
