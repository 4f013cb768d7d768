import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two pieces of a stream. */
const PIECE_EVERY_MS = 200;
export const PIECES = 4;
const PIECE = 'event: delta\ndata: {}\n\n';

/** What stands in for the API where a test needs its exact behaviour over time. */
export interface Upstream {
  address: string;
  /** Headers of the last plain request. */
  lastHeaders(): IncomingHttpHeaders;
  /** How many streams their reader has left before the end. */
  leftEarly(): number;
  /** Bytes of the present body, or of the last one, that have arrived. */
  received(): number;
  /** Sends the next piece of the last stream whose address ended in `BY_HAND`. */
  sendPiece(): void;
  stop(): Promise<void>;
}

/** With it a stream says nothing of itself: a test decides when the next piece is due. */
export const BY_HAND = '?by-hand';

/** What an agent could answer through the gateway to direct a proxy: another place, another pace, another cache. */
export const ACCEL_PATH = '/api/agents/a/gateway/accel';
const ACCEL_HEADERS = {
  'x-accel-redirect': '/index.html',
  'x-accel-buffering': 'yes',
  'x-accel-limit-rate': '1024',
  'x-accel-expires': '3600',
  'x-accel-charset': 'koi8-r',
};

/** Streams of pieces with pauses, an echo behind a WebSocket handshake, and a plain answer for everything else. */
export async function startUpstream(): Promise<Upstream> {
  let headers: IncomingHttpHeaders = {};
  let leftEarly = 0;
  let received = 0;
  let byHand: ServerResponse | undefined;
  const sockets = new Set<Duplex>();
  const server = createServer((request, response) => {
    if (/^\/api\/(agents\/a\/gateway\/chat|events\/stream)(\?|$)/.test(request.url ?? '')) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      if (request.url?.endsWith(BY_HAND)) {
        response.flushHeaders();
        byHand = response;
        return;
      }
      response.on('close', () => (leftEarly += response.writableFinished ? 0 : 1));
      void (async () => {
        for (let piece = 0; piece < PIECES && !response.destroyed; piece++) {
          response.write(PIECE);
          await sleep(PIECE_EVERY_MS);
        }
        response.end();
      })();
      return;
    }
    headers = request.headers;
    received = 0;
    request.on('data', (piece: Buffer) => (received += piece.length));
    request.on('end', () => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'",
        'x-content-type-options': 'nosniff',
        'strict-transport-security': 'max-age=1',
        ...(request.url === ACCEL_PATH ? ACCEL_HEADERS : {}),
      });
      response.end(JSON.stringify({ received, padding: 'x'.repeat(4_096) }));
    });
  });
  server.on('upgrade', (request, socket: Duplex) => {
    sockets.add(socket);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n');
    socket.write(`X-Seen-Protocol: ${request.headers['sec-websocket-protocol'] ?? ''}\r\n\r\n`);
    socket.pipe(socket);
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    lastHeaders: () => headers,
    leftEarly: () => leftEarly,
    received: () => received,
    sendPiece: () => void byHand?.write(PIECE),
    stop: () =>
      new Promise((settle) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => settle());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((settle, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => settle());
  });
}
