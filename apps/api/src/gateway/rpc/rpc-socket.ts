import { isIPv6 } from 'node:net';
import type { GatewayProtocolSocket, GatewayProtocolSocketHandlers } from '@openclaw/gateway-client/browser';
import { WebSocket } from 'ws';
import type { RpcEndpoint } from './rpc-endpoint';

const HANDSHAKE_MS = 10_000;
/** Bytes of one frame: what OpenClaw itself allows, a page of a long history. */
const FRAME_LIMIT = 25 * 1024 * 1024;

const REMOVED = '[removed]';

/** A status that a gateway answered the upgrade with instead of opening the socket. */
export class UpgradeRefusedError extends Error {
  constructor(readonly statusCode: number) {
    super(`the gateway answered ${statusCode} instead of opening the connection`);
    this.name = 'UpgradeRefusedError';
  }
}

/** Opens the socket under a protocol client. Redirects are not followed. */
export function openRpcSocket(
  { host, port, headers, secret }: RpcEndpoint,
  handlers: GatewayProtocolSocketHandlers,
): GatewayProtocolSocket {
  const address = isIPv6(host) ? `[${host}]` : host;
  const socket = new WebSocket(`ws://${address}:${port}/`, {
    ...{ headers: { ...headers }, followRedirects: false, perMessageDeflate: false },
    ...{ handshakeTimeout: HANDSHAKE_MS, maxPayload: FRAME_LIMIT },
  });
  socket.on('open', handlers.open);
  socket.on('message', (data, isBinary) => {
    if (isBinary) socket.close(1003);
    else handlers.message(toText(data).replaceAll(secret, REMOVED));
  });
  socket.on('close', (code, reason) => handlers.close(code, reason.toString('utf8')));
  socket.on('error', handlers.error);
  socket.on('unexpected-response', (request, response) => {
    response.resume();
    handlers.error(new UpgradeRefusedError(response.statusCode ?? 0));
    request.destroy();
    handlers.close(1006, 'refused');
  });
  return {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    send: (data) => socket.send(data),
    close: (code, reason) => socket.close(code, reason),
  };
}

function toText(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
