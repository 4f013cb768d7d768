// Stands in for an agent's gateway: a kilobyte, eight megabytes, or events. Run as a process of its own.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { clearTimeout, setTimeout } from 'node:timers';

const SMALL = JSON.stringify({ padding: 'x'.repeat(1_000) });
const PIECE = randomBytes(64 * 1024);
const PIECES = 128;

const server = createServer((request, response) => {
  const path = request.url.split('/').pop();
  if (path === 'large') void sendLarge(response);
  else if (path === 'events') sendEvents(response);
  else {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': SMALL.length });
    response.end(SMALL);
  }
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.argv[2]), '127.0.0.1', () => process.send({ type: 'ready' }));

async function sendLarge(response) {
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': PIECE.length * PIECES,
  });
  for (let piece = 0; piece < PIECES && !response.destroyed; piece += 1) {
    if (response.write(PIECE)) continue;
    await new Promise((resolve) => {
      response.once('drain', resolve);
      response.once('close', resolve);
    });
  }
  response.end();
}

function sendEvents(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: first\n\n');
  const timer = setTimeout(() => response.end('data: last\n\n'), 50);
  response.on('close', () => clearTimeout(timer));
}
