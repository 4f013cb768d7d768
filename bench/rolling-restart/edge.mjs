// nginx with the shipped configuration before several replicas of the API.
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { render } from '../../nginx/render.mjs';
import { readSettings } from '../../nginx/settings.mjs';
import { ManagedProcess, freePort, until } from '../support/processes.mjs';

const READY_MS = 10_000;

/** Starts it. @returns `{origin, stop}` */
export async function startEdge(directory, logs, apis) {
  const own = join(directory, 'nginx');
  mkdirSync(own, { recursive: true });
  const port = await freePort();
  const file = join(own, 'nginx.conf');
  writeFileSync(file, configuration({ own, port, apis }));
  const nginx = new ManagedProcess({
    ...{ name: 'nginx', file: 'nginx', directory: logs },
    argv: ['-e', 'stderr', '-p', own, '-c', file, '-g', 'daemon off;'],
    untilReady: () => until('nginx listens', () => listens(port), READY_MS),
  });
  await nginx.start();
  return { origin: `http://127.0.0.1:${port}`, stop: () => nginx.stop() };
}

function configuration({ own, port, apis }) {
  const settings = readSettings({
    NORA_API_UPSTREAM: apis.map(({ origin }) => new URL(origin).host).join(','),
    NORA_EDGE_LISTEN: `127.0.0.1:${port}`,
    NORA_EDGE_PAGES: own,
    NORA_EDGE_STATE: own,
    NORA_EDGE_WORKERS: '1',
    NORA_EDGE_ACCESS_LOG: `${own}/access.log`,
    ...(process.getuid?.() === 0 && { NORA_EDGE_USER: 'root' }),
  });
  return render(settings);
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
