import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SimulatedAccess } from '../simulated-access';
import { SimulatedEngine } from '../simulated-engine';
import { SimulatedProvisioner } from '../simulated-provisioner';
import { BadRequest, readJson, sendJson, sendLines } from './answer';
import { CALLS, type CallArguments, type ServedBackend, STREAMS } from './calls';
import { controlEngine } from './control';
import { createRuntimeServer } from './runtime-server';
import { ServedTerminals } from './terminals';

/** Longer than any client keeps a connection, so that none is closed under a request. */
const KEEP_ALIVE_MS = 120_000;

/** A simulated engine that other processes can reach. */
export interface ServedEngine {
  engine: SimulatedEngine;
  /** For `SIMULATED_ENGINE_URL`. */
  url: string;
  /** Port on which every agent's own address serves its sidecar and gateway. */
  runtimePort: number;
  close(): Promise<void>;
}

/**
 * Serves an engine on loopback: calls of {@link ServedBackend} under `/calls/<name>`, its control beside them, and
 * every runtime on an address of its own.
 * @param ports 0 for free ones
 */
export async function serveEngine(ports: { control: number; runtimes: number }): Promise<ServedEngine> {
  const engine = new SimulatedEngine();
  const runtimes = createRuntimeServer(engine);
  // Loopback addresses of agents are many; the server turns away whoever came to another address.
  const runtimePort = await listen(runtimes, ports.runtimes, '0.0.0.0');
  const servedAt = { host: null, ports: { sidecar: runtimePort, gateway: runtimePort } };
  const access = new SimulatedAccess(engine, 'simulated', servedAt);
  const provisioner = new SimulatedProvisioner(engine, access);
  const backend: ServedBackend = { access, provisioner, terminals: new ServedTerminals(access) };
  const control = createServer((request, response) => {
    handle(engine, backend, request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, error instanceof BadRequest ? 400 : 500, { error: message });
    });
  });
  control.keepAliveTimeout = KEEP_ALIVE_MS;
  const port = await listen(control, ports.control, '127.0.0.1');
  return {
    ...{ engine, url: `http://127.0.0.1:${port}`, runtimePort },
    async close() {
      engine.reset();
      await Promise.all([control, runtimes].map(shut));
    },
  };
}

async function handle(
  engine: SimulatedEngine,
  backend: ServedBackend,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://engine');
  const name = /^\/calls\/(\w+)$/.exec(pathname)?.[1];
  if (name === undefined) {
    const answer = controlEngine(
      engine,
      `${request.method} ${pathname}`,
      searchParams,
      await readJson(request),
    );
    if (answer === null) sendJson(response, 404, { error: `There is no ${request.method} ${pathname}.` });
    else sendJson(response, 200, answer);
    return;
  }
  const args = (await readJson<CallArguments>(request)) as CallArguments;
  if (isOneOf(CALLS, name)) {
    await sendLines(response, (signal, send) =>
      CALLS[name](backend, args, signal, (message) => void send({ progress: message })),
    );
  } else if (isOneOf(STREAMS, name)) {
    await sendLines(response, async (signal, send) => {
      for await (const item of STREAMS[name](backend, args, signal)) await send({ item });
    });
  } else {
    sendJson(response, 404, { error: `There is no call ${name}.` });
  }
}

function isOneOf<T extends object>(table: T, name: string): name is keyof T & string {
  return Object.hasOwn(table, name);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, 4_096, () => resolve((server.address() as AddressInfo).port));
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
