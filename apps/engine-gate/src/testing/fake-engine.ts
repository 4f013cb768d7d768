import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Something that a fake engine answers to a path without its query. */
export type FakeAnswer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** An engine that records every call and answers what it is told to. */
export class FakeEngine {
  /** Calls as `METHOD target`, in order. */
  readonly calls: string[] = [];
  readonly bodies: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  readonly answers = new Map<string, FakeAnswer>();
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private directory = '';

  get socket(): string {
    return join(this.directory, 'engine.sock');
  }

  async listen(): Promise<this> {
    this.directory = await mkdtemp(join(tmpdir(), 'nora-fake-engine-'));
    // What a command writes first, then whatever it is sent.
    this.server.on('upgrade', (request, socket, head) => {
      this.record(request);
      if (head.length > 0) socket.unshift(head);
      socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nhello ');
      socket.on('error', () => socket.destroy());
      socket.pipe(socket);
    });
    this.server.listen(this.socket);
    await once(this.server, 'listening');
    return this;
  }

  /** Says what an object is. */
  shows(path: string, value: unknown): void {
    this.answers.set(`GET ${path}`, (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    });
  }

  forget(): void {
    for (const list of [this.calls, this.bodies, this.headers]) list.length = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await rm(this.directory, { recursive: true });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.record(request);
    const known = this.answers.get(`${request.method} ${request.url?.split('?')[0]}`);
    const body = await text(request).catch(() => '');
    this.bodies.push(body);
    if (known) known(request, response, body);
    else if (request.method === 'GET')
      response.writeHead(404).end(JSON.stringify({ message: 'No such thing' }));
    else response.writeHead(204).end();
  }

  private record({ method, url, headers }: IncomingMessage): void {
    this.calls.push(`${method} ${url}`);
    this.headers.push(headers);
  }
}
