// nginx with the shipped configuration before several replicas of the API.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ManagedProcess, ROOT, freePort, until } from '../support/processes.mjs';

const READY_MS = 10_000;

/** Starts it. @returns `{origin, stop}` */
export async function startEdge(directory, logs, apis) {
  const own = join(directory, 'nginx');
  mkdirSync(own, { recursive: true });
  const port = await freePort();
  const file = join(own, 'nginx.conf');
  writeFileSync(file, configuration({ own, port, apis }));
  const asRoot = process.getuid?.() === 0 ? 'user root; ' : '';
  const nginx = new ManagedProcess({
    ...{ name: 'nginx', file: 'nginx', directory: logs },
    argv: ['-e', 'stderr', '-p', own, '-c', file, '-g', `${asRoot}daemon off;`],
    untilReady: () => until('nginx listens', () => listens(port), READY_MS),
  });
  await nginx.start();
  return { origin: `http://127.0.0.1:${port}`, stop: () => nginx.stop() };
}

function configuration({ own, port, apis }) {
  const servers = apis.map(({ origin }) => `server ${new URL(origin).host} max_fails=0;`).join(' ');
  const replacements = [
    [' /tmp/', ` ${own}/`],
    ['server api:8080 max_fails=0;', servers],
    ['listen 8080;', `listen 127.0.0.1:${port};`],
    ['root /usr/share/nora;', `root ${own};`],
    ['access_log /dev/stdout nora;', `access_log ${own}/access.log nora;`],
    ['worker_processes auto;', 'worker_processes 1;'],
  ];
  return replacements.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`nginx.conf no longer says "${from}"`);
      return text.replaceAll(from, to);
    },
    readFileSync(join(ROOT, 'nginx/nginx.conf'), 'utf8'),
  );
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
