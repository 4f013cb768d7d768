import { ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';

const upgrades = new WeakMap<IncomingMessage, Upgrade>();
const openSockets = new WeakMap<Server, Set<Socket>>();

/**
 * A request to go on as a WebSocket. It passes everything that a `GET` passes: middleware, guards, pipes, filters;
 * until its handler takes the connection, whatever is thrown is answered as a problem document.
 */
export class Upgrade {
  private handedOver = false;

  constructor(
    private readonly response: ServerResponse,
    private readonly socket: Socket,
    private readonly head: Buffer,
  ) {}

  /** What a request asks for beside an answer; null for an ordinary one. */
  static of(request: IncomingMessage): Upgrade | null {
    return upgrades.get(request) ?? null;
  }

  /** Whether the handler has taken the connection: there is no answer to be written any more. */
  get taken(): boolean {
    return this.handedOver;
  }

  /**
   * Hands the connection over as it is, before any answer: whoever takes it writes the `101`, and closes it in the end.
   * The socket may be closed already, and reports errors by closing.
   * @returns the connection, and what the client sent behind its request
   */
  take(): { socket: Socket; head: Buffer } {
    if (this.handedOver) throw new Error('the connection was taken before');
    this.handedOver = true;
    this.response.detachSocket(this.socket);
    this.socket.setTimeout(0);
    return { socket: this.socket, head: this.head };
  }
}

/**
 * Lets a server answer requests for a WebSocket as it answers others. Requests to go on as anything else are served as
 * if they did not ask.
 */
export function serveUpgrades(server: Server): void {
  const open = new Set<Socket>();
  openSockets.set(server, open);
  Object.assign(server, { shouldUpgradeCallback: wantsWebSocket });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => {
      response.detachSocket(socket);
      socket.destroySoon();
    });
    upgrades.set(request, new Upgrade(response, socket, head));
    server.emit('request', request, response);
  });
}

/** Closes what `closeAllConnections` of a server does not know: the connections that go on as WebSockets. */
export function closeUpgraded(server: Server): void {
  for (const socket of openSockets.get(server) ?? []) socket.destroy();
}

/** A body has no place in it: nothing would read it, and its bytes would be taken for the WebSocket's. */
function wantsWebSocket({ method, headers }: IncomingMessage): boolean {
  const withBody = 'transfer-encoding' in headers || !['0', undefined].includes(headers['content-length']);
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && !withBody;
}
