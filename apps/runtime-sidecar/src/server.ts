import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { RuntimeContract } from '@nora/runtime-contract';
import { type Answer, problemOf, send } from './answer';
import { bearerCheck } from './auth';
import { parseExec, parseTail, readJsonBody } from './body';
import { type Commands, TooManyCommandsError } from './exec';
import type { FileRoutes } from './files/routes';
import type { Gateway } from './gateway';
import { HttpError } from './http-error';
import type { OutputRing } from './output';
import { type GatewayState, probeGateway } from './probe';

/** What the HTTP contract shows and acts on. */
export interface SidecarParts {
  contract: RuntimeContract;
  token: string;
  gateway: Gateway;
  output: OutputRing;
  commands: Commands;
  files: FileRoutes;
}

/** The runtime's HTTP contract. Everything but `GET /health` needs the sidecar token. */
export function createSidecarServer(parts: SidecarParts): Server {
  const mayEnter = bearerCheck(parts.token);
  const server = createServer((request, response) => {
    void answer(parts, mayEnter, request, response)
      .catch(problemOf)
      .then((made) => made && send(response, made, headersFor(made)));
  });
  server.headersTimeout = 10_000;
  // Uploads take their time; readers of bodies give up on senders that fall silent.
  server.requestTimeout = 0;
  return server;
}

async function answer(
  parts: SidecarParts,
  mayEnter: (header: string | undefined) => boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer | null> {
  const url = new URL(request.url ?? '/', 'http://sidecar');
  const route = `${request.method} ${url.pathname}`;
  if (route === 'GET /health') return { status: 200, body: await health(parts) };
  if (!mayEnter(request.headers.authorization)) {
    throw new HttpError(401, 'unauthenticated', 'A bearer token is needed.');
  }
  if (parts.files.serves(url)) {
    await parts.files.answer(request, response, url);
    return null;
  }
  const [, execMethod, execId] = /^(GET|DELETE) \/exec\/([0-9a-f-]{36})$/.exec(route) ?? [];
  if (execId) {
    const { commands } = parts;
    const state = execMethod === 'GET' ? commands.get(execId) : commands.cancel(execId);
    if (!state) throw new HttpError(404, 'not_found', 'There is no such command.');
    return { status: 200, body: state };
  }
  switch (route) {
    case 'GET /info':
      return { status: 200, body: info(parts) };
    case 'GET /logs':
      return { status: 200, body: { lines: parts.output.tail(parseTail(url.searchParams.get('tail'))) } };
    case 'POST /exec':
      return exec(parts.commands, await readJsonBody(request));
    default:
      throw new HttpError(404, 'not_found', `There is no ${route.slice(0, 200)}.`);
  }
}

async function health({ gateway, contract }: SidecarParts): Promise<object> {
  const about = { status: 'ok', startedAt: gateway.startedAt.toISOString() };
  const tell = (state: GatewayState, failing: string[] = []): object => ({
    ...about,
    gateway: state,
    failing,
  });
  if (gateway.exitCode !== null) return { ...tell('exited'), exitCode: gateway.exitCode };
  if (gateway.draining) return tell('draining');
  const { state, failing } = await probeGateway(contract.listen.ports.gateway);
  return tell(state, failing);
}

function info({ contract, gateway }: SidecarParts): object {
  return {
    ...contract,
    node: process.versions.node,
    gateway: { pid: gateway.pid, startedAt: gateway.startedAt.toISOString() },
    memoryBytes: process.memoryUsage.rss(),
  };
}

async function exec(commands: Commands, body: Record<string, unknown>): Promise<Answer> {
  const request = parseExec(body);
  try {
    const state = commands.start(request);
    if (request.async) return { status: 202, body: state };
    return { status: 200, body: (await commands.result(state.id)) ?? state };
  } catch (error) {
    if (!(error instanceof TooManyCommandsError)) throw error;
    throw new HttpError(429, 'too_many_requests', 'Too many commands run at the same time.');
  }
}

/** What is left of a refused body must not be taken for the next request. */
function headersFor({ status }: Answer): OutgoingHttpHeaders {
  return status === 413 ? { connection: 'close' } : {};
}
