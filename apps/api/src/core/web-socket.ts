import { DomainError } from '@nora/contracts';
import { Upgrade } from '@nora/http-kit';
import type { Request } from 'express';
import { WebSocketServer, type WebSocket } from 'ws';

const KEY = /^[+/0-9A-Za-z]{22}==$/;

/**
 * Makes sure that a request asks for a WebSocket of RFC 6455, before anything is done for it.
 * @throws DomainError `upgrade_required`, `malformed_request`
 */
export function requireWebSocket(request: Request): Upgrade {
  const upgrade = Upgrade.of(request);
  if (!upgrade) {
    throw new DomainError(
      'upgrade_required',
      'There is a WebSocket here: ask for it with “Upgrade: websocket”.',
    );
  }
  const { 'sec-websocket-key': key, 'sec-websocket-version': version } = request.headers;
  if (version !== '13' || typeof key !== 'string' || !KEY.test(key)) {
    throw new DomainError('malformed_request', 'The request for a WebSocket is not one of version 13.');
  }
  return upgrade;
}

/** Accepts WebSockets whose messages have up to so many bytes. */
export class WebSockets {
  private readonly server: WebSocketServer;

  constructor(maxPayload: number) {
    this.server = new WebSocketServer({
      ...{ noServer: true, clientTracking: false, maxPayload },
      // Compression costs memory for each connection, and tells of secrets by sizes.
      perMessageDeflate: false,
    });
  }

  /** Answers a request that is one for a WebSocket; null when its client is gone. */
  accept(request: Request, upgrade: Upgrade): Promise<WebSocket | null> {
    const { socket, head } = upgrade.take();
    return new Promise((resolve) => {
      const gone = () => resolve(null);
      socket.once('close', gone);
      this.server.handleUpgrade(request, socket, head, (webSocket) => {
        socket.off('close', gone);
        resolve(webSocket);
      });
      if (socket.destroyed) gone();
    });
  }
}
