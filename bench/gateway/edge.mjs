// nginx as a plain proxy, with what the shipped edge has for streams and nothing that costs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ManagedProcess, freePort, until } from '../support/processes.mjs';

const READY_MS = 10_000;

export class Edge {
  constructor(directory, logs, upstreamPort) {
    this.directory = join(directory, 'nginx');
    this.logs = logs;
    this.upstreamPort = upstreamPort;
    this.process = null;
  }

  get way() {
    return { port: this.port, prefix: '', headers: {} };
  }

  get pid() {
    return this.process.pid;
  }

  async start() {
    this.port = await freePort();
    mkdirSync(this.directory, { recursive: true });
    const file = join(this.directory, 'nginx.conf');
    writeFileSync(file, this.#configuration());
    this.process = new ManagedProcess({
      ...{ name: 'nginx', file: 'nginx', directory: this.logs },
      argv: ['-e', 'stderr', '-p', this.directory, '-c', file],
      untilReady: () => until('nginx listens', () => listens(this.port), READY_MS),
    });
    await this.process.start();
  }

  async stop() {
    await this.process?.stop();
  }

  #configuration() {
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${join(this.directory, name)};`,
    );
    return `daemon off; worker_processes 1; pid ${join(this.directory, 'pid')};
      ${process.getuid?.() === 0 ? 'user root;' : ''}
      error_log stderr warn;
      events { worker_connections 1024; }
      http {
        access_log off; ${temporary.join(' ')}
        upstream gateway { server 127.0.0.1:${this.upstreamPort}; keepalive 32; }
        server {
          listen 127.0.0.1:${this.port};
          proxy_http_version 1.1; proxy_set_header Connection '';
          proxy_buffering off; proxy_request_buffering off;
          location / { proxy_pass http://gateway; }
        }
      }`;
  }
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
