import { createServer, request } from 'node:http';
import { memoryConnection } from './memory-connection';

const server = createServer((asked, answer) => {
  asked.socket.setNoDelay(true);
  if (asked.url === '/open') answer.write('begun');
  else answer.end(JSON.stringify({ from: asked.socket.remoteAddress, text: 'x'.repeat(400_000) }));
});

function ask(path: string, signal?: AbortSignal) {
  const { client, server: far } = memoryConnection('203.0.113.9');
  const asked = request({ path, ...(signal && { signal }), createConnection: () => client });
  server.emit('connection', far);
  asked.end();
  return { asked, far };
}

describe('a connection in memory', () => {
  it('carries a whole answer to a slow reader, though the server closes behind it', async () => {
    const { asked } = ask('/');
    const answer = await new Promise<AsyncIterable<Buffer>>((resolve) => asked.once('response', resolve));
    const pieces: Buffer[] = [];
    for await (const piece of answer) {
      pieces.push(piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const { from, text } = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, string>;
    expect([from, text?.length]).toEqual(['203.0.113.9', 400_000]);
  });

  it('is closed at the server when whoever asked gives up', async () => {
    const giveUp = new AbortController();
    const { asked, far } = ask('/open', giveUp.signal);
    asked.on('error', () => undefined);
    asked.once('response', (answer) => {
      answer.on('error', () => undefined);
      giveUp.abort();
    });
    await new Promise((resolve) => far.once('close', resolve));
    expect(far.destroyed).toBe(true);
  });
});
