import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Admission, Admitted } from './admission';
import type { Engine } from './engine';
import { takeOver } from './hijack';
import type { Log } from './log';
import { passOn } from './pass-on';
import { EngineUnreachable, Refusal } from './refusal';

const HEAD_WITHIN_MS = 10_000;
const LONGEST_LOGGED_PATH = 200;

/** What a gate is made of. */
export interface GateParts {
  admission: Admission;
  engine: Engine;
  log: Log;
}

/** An HTTP server before the engine that lets through what the table of routes says. */
export function createGate({ admission, engine, log }: GateParts): Server {
  const enter = async (request: IncomingMessage): Promise<Admitted> => {
    const admitted = await admission.admit(request.method ?? '', request.url ?? '');
    const wantsUpgrade = request.headers.upgrade !== undefined;
    if (wantsUpgrade && !admitted.route.upgrade) throw new Refusal('This call is no upgrade.');
    return admitted;
  };
  const refused = (request: IncomingMessage, error: unknown): Answer => {
    const answer = answerTo(error);
    const { method } = request;
    const path = (request.url ?? '').split('?', 1)[0]?.slice(0, LONGEST_LOGGED_PATH);
    // What is not there is the usual answer to a question whether it is.
    if (answer.status === 404) return answer;
    const entry = { method, path, status: answer.status, reason: answer.message };
    if (answer.status >= 500) log.error({ ...entry, cause: causeOf(error) }, 'a call failed');
    else log.warn(entry, 'a call was refused');
    return answer;
  };

  const server = createServer((request, response) => {
    enter(request)
      .then((admitted) => passOn(engine, admitted, request, response))
      .catch((error: unknown) => {
        if (response.headersSent || response.destroyed) response.destroy();
        else refuse(request, response, refused(request, error));
      });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    enter(request)
      .then((admitted) => takeOver(engine, admitted, request, socket, head))
      .catch((error: unknown) => refuseRaw(socket, refused(request, error)));
  });
  server.headersTimeout = HEAD_WITHIN_MS;
  // Archives take their time; whoever falls silent in the midst of one is given up on.
  server.requestTimeout = 0;
  // Clients on this socket keep their connections; none that is about to be used is closed.
  server.keepAliveTimeout = 0;
  return server;
}

interface Answer {
  status: number;
  message: string;
}

function answerTo(error: unknown): Answer {
  if (error instanceof Refusal) return { status: error.status, message: error.message };
  if (error instanceof EngineUnreachable) return { status: 502, message: error.message };
  return { status: 500, message: 'The gate before the Docker engine failed.' };
}

function causeOf(error: unknown): string {
  const cause = error instanceof EngineUnreachable ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** Ends the connection as well: whatever follows on it was sent by somebody who expected something else. */
function refuse(request: IncomingMessage, response: ServerResponse, { status, message }: Answer): void {
  const body = JSON.stringify({ message });
  const bodyIsRead = request.complete && status === 404;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(bodyIsRead ? {} : { connection: 'close' }),
  });
  response.end(body);
}

function refuseRaw(socket: Duplex, { status, message }: Answer): void {
  if (socket.destroyed) return;
  const body = JSON.stringify({ message });
  const head = [
    `HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Refused'}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
