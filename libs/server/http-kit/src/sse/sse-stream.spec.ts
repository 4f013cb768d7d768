import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { SseStream } from './sse-stream';

describe('SseStream', () => {
  let server: Server;
  let opened: Promise<SseStream>;

  beforeEach(async () => {
    const app = express();
    opened = new Promise((resolve) => {
      app.get('/', (_request, response) => resolve(new SseStream(response)));
    });
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function connect(): Promise<IncomingMessage> {
    const { port } = server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      get({ port, host: '127.0.0.1' }, resolve).on('error', reject);
    });
  }

  async function textOf(answer: IncomingMessage): Promise<string> {
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
    return text;
  }

  it('sends events that no proxy holds back or changes', async () => {
    const answer = await connect();
    const stream = await opened;
    stream.send({ event: 'line', data: { text: 'hello' } });
    stream.end();
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(await textOf(answer)).toBe(': open\n\nevent: line\ndata: {"text":"hello"}\n\n');
  });

  it('aborts when the reader goes away', async () => {
    const answer = await connect();
    const stream = await opened;
    const aborted = new Promise((resolve) => stream.signal.addEventListener('abort', resolve));
    answer.destroy();
    await aborted;
    expect(stream.isOpen).toBe(false);
    expect(() => stream.send({ event: 'late', data: 1 })).not.toThrow();
  });

  it('ends a reader that does not read instead of keeping everything for it', async () => {
    const answer = await connect();
    const stream = await opened;
    answer.pause();
    const data = 'x'.repeat(64 * 1024);
    let sent = 0;
    while (stream.isOpen && sent < 10_000) {
      stream.send({ event: 'line', data });
      sent += 1;
      if (sent % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(stream.isOpen).toBe(false);
    expect(sent).toBeLessThan(1_000);
    expect(await textOf(answer)).toMatch(/retry: 3000\n\n$/);
  });

  it('makes a writer wait that can wait', async () => {
    const answer = await connect();
    const stream = await opened;
    answer.pause();
    let waiting = false;
    const data = 'x'.repeat(64 * 1024);
    const writing = (async () => {
      for (let sent = 0; sent < 400 && stream.isOpen; sent += 1) {
        waiting = true;
        await stream.sendWhenReady({ event: 'line', data });
        waiting = false;
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(waiting).toBe(true);
    answer.resume();
    await writing;
    expect(stream.isOpen).toBe(true);
  });
});
