import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const CHECKOUT = resolve(__dirname, '../../..');

/** A real nginx with the shipped configuration and the built pages. */
export interface Edge {
  url: string;
  /** What it has logged so far. */
  accessLog(): string;
  stop(): Promise<void>;
}

/**
 * Starts nginx with `nginx/nginx.conf`, in which only addresses and places are replaced.
 * @param upstream `host:port` of the API
 */
export async function startEdge(upstream: string): Promise<Edge> {
  const directory = mkdtempSync(join(tmpdir(), 'nora-edge-'));
  chmodSync(directory, 0o755);
  const pages = join(directory, 'pages');
  execFileSync(process.execPath, [join(CHECKOUT, 'tools/assemble-web-root.mjs'), pages]);
  const port = await freePort();
  const log = join(directory, 'access.log');
  const file = join(directory, 'nginx.conf');
  writeFileSync(file, render({ upstream, port, pages, log, directory }));

  // Started by root, its workers would otherwise be a user who may not reach the checkout or this directory.
  const asRoot = process.getuid?.() === 0 ? 'user root; ' : '';
  const nginx = spawn(
    'nginx',
    ['-e', 'stderr', '-p', directory, '-c', file, '-g', `${asRoot}daemon off; worker_processes 1;`],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  let ended = false;
  nginx.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  const exit = new Promise<void>((settle) => {
    nginx.once('error', (error) => {
      said += error.message;
      ended = true;
      settle();
    });
    nginx.once('exit', () => {
      ended = true;
      settle();
    });
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    if (!ended) nginx.kill('SIGTERM');
    await exit;
    rmSync(directory, { recursive: true, force: true });
  };
  while (!(await answers(url))) {
    if (ended) {
      await stop();
      throw new Error(`nginx did not start: ${said}`);
    }
    await sleep(10);
  }
  return { url, stop, accessLog: () => readFileSync(log, 'utf8') };
}

interface Places {
  upstream: string;
  port: number;
  pages: string;
  log: string;
  directory: string;
}

function render({ upstream, port, pages, log, directory }: Places): string {
  // The place of temporary files comes first: the other places may be below /tmp themselves.
  const replacements: [string, string][] = [
    [' /tmp/', ` ${directory}/`],
    ['server api:8080', `server ${upstream}`],
    ['listen 8080;', `listen 127.0.0.1:${port};`],
    ['root /usr/share/nora;', `root ${pages};`],
    ['access_log /dev/stdout', `access_log ${log}`],
    ['worker_processes auto;', ''],
  ];
  return replacements.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`nginx.conf no longer says "${from}"`);
      return text.replaceAll(from, to);
    },
    readFileSync(join(CHECKOUT, 'nginx/nginx.conf'), 'utf8'),
  );
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
