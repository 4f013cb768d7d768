import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const CHECKOUT = resolve(__dirname, '../../..');

/** A real nginx with the shipped configuration, started as the image of the edge starts it. */
export interface Edge {
  /** Where it speaks HTTP. */
  url: string;
  /** Where it speaks HTTPS: in the mode `public` alone. */
  tlsUrl: string;
  /** What nginx and the program that runs it have said so far. */
  said(): string;
  /** What it has logged so far. */
  accessLog(): string;
  stop(): Promise<void>;
}

export interface EdgeOptions {
  /** Directory with the pages; by default the built ones are laid out. */
  pages?: string;
  /** Settings beside those of places and ports; `{port}` in a value stands for the port of HTTPS. */
  settings?: Record<string, string>;
}

/**
 * Starts nginx in one of the modes of the edge; without settings in the mode `local`.
 * @param upstream `host:port` of the API
 */
export async function startEdge(upstream: string, { pages, settings = {} }: EdgeOptions = {}): Promise<Edge> {
  const directory = mkdtempSync(join(tmpdir(), 'nora-edge-'));
  chmodSync(directory, 0o755);
  const log = join(directory, 'access.log');
  const [port, tlsPort] = [await freePort(), await freePort()];
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    NORA_API_UPSTREAM: upstream,
    NORA_EDGE_LISTEN: `127.0.0.1:${port}`,
    NORA_EDGE_TLS_LISTEN: `127.0.0.1:${tlsPort}`,
    NORA_EDGE_PAGES: pages ?? builtPages(directory),
    NORA_EDGE_STATE: directory,
    NORA_EDGE_ACCESS_LOG: log,
    NORA_EDGE_WORKERS: '1',
    NORA_EDGE_DRAIN_SECONDS: '0',
    // Started by root, its workers would otherwise be a user who may not reach the checkout or this directory.
    ...(process.getuid?.() === 0 ? { NORA_EDGE_USER: 'root' } : {}),
  };
  for (const [name, value] of Object.entries(settings)) {
    environment[name] = value.replace('{port}', String(tlsPort));
  }

  const program = spawn(process.execPath, [join(CHECKOUT, 'nginx/start.mjs')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment,
  });
  let said = '';
  let ended = false;
  program.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  const exit = new Promise<void>((settle) => {
    program.once('exit', () => {
      ended = true;
      settle();
    });
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    if (!ended) program.kill('SIGTERM');
    await exit;
    rmSync(directory, { recursive: true, force: true });
  };
  while (!(await answers(`${url}/edge-health`))) {
    if (ended) {
      await stop();
      throw new Error(`nginx did not start: ${said}`);
    }
    await sleep(10);
  }
  return {
    url,
    tlsUrl: `https://localhost:${tlsPort}`,
    stop,
    said: () => said,
    accessLog: () => readFileSync(log, 'utf8'),
  };
}

function builtPages(directory: string): string {
  const pages = join(directory, 'pages');
  execFileSync(process.execPath, [join(CHECKOUT, 'tools/assemble-web-root.mjs'), pages]);
  return pages;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((settle, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => settle(port));
    });
  });
}
