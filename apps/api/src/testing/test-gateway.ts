import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** A refusal as a gateway words it. */
export class GatewayRefusal {
  constructor(
    readonly code: string,
    readonly message: string,
  ) {}
}

type Handler = (params: Record<string, unknown>, from: TestConnection) => unknown;

/** One caller of the test gateway. */
export interface TestConnection {
  socket: WebSocket;
  headers: IncomingHttpHeaders;
  /** Identity that Nora came with. */
  identity: string | undefined;
}

export interface TestCall {
  id: string;
  method: string;
  params: Record<string, unknown>;
  identity: string | undefined;
}

const frame = (value: object): string => JSON.stringify(value);

/** Speaks as much of protocol 4 of OpenClaw's gateway as the API uses; answers and events are the test's own. */
export class TestGateway {
  readonly calls: TestCall[] = [];
  readonly handlers = new Map<string, Handler>();
  readonly connections = new Set<TestConnection>();
  /** Status that an upgrade is refused with; null lets everybody in. */
  refuseWith: number | null = null;
  private readonly http: Server;
  private readonly sockets = new WebSocketServer({ noServer: true });
  private seq = 0;

  constructor() {
    this.http = createServer((_request, response) => response.writeHead(404).end());
    this.http.on('upgrade', (request, socket, head) => {
      if (this.refuseWith !== null) {
        socket.end(`HTTP/1.1 ${this.refuseWith} Refused\r\nlocation: http://169.254.169.254/\r\n\r\n`);
        return;
      }
      this.sockets.handleUpgrade(request, socket, head, (opened) => this.accept(opened, request.headers));
    });
    this.handlers.set('connect', () => ({ type: 'hello-ok', protocol: 4, features: {}, policy: {} }));
    this.handlers.set('sessions.subscribe', () => ({ subscribed: true }));
    this.handlers.set('chat.history', () => ({ messages: [], hasMore: false }));
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.http.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise<void>((resolve) => this.http.close(() => resolve()));
  }

  /** Cuts all connections. */
  drop(): void {
    for (const { socket } of this.connections) socket.terminate();
  }

  /** Tells everybody who is connected. */
  emit(event: string, payload: object): void {
    this.seq += 1;
    for (const { socket } of this.connections) {
      socket.send(frame({ type: 'event', event, payload, seq: this.seq }));
    }
  }

  callsOf(method: string): TestCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  private accept(socket: WebSocket, headers: IncomingHttpHeaders): void {
    const identity = Object.values(headers)
      .map(String)
      .find((value) => value.endsWith('@nora.local'));
    const connection = { socket, headers, identity };
    this.connections.add(connection);
    socket.on('close', () => this.connections.delete(connection));
    socket.on('message', (data: Buffer) => this.answer(connection, data.toString('utf8')));
    socket.send(frame({ type: 'event', event: 'connect.challenge', payload: { nonce: 'n', ts: 1 } }));
  }

  private answer(connection: TestConnection, text: string): void {
    const { id, method, params } = JSON.parse(text) as Omit<TestCall, 'identity'>;
    this.calls.push({ id, method, params, identity: connection.identity });
    const payload = this.handlers.get(method)?.(params, connection);
    // A handler that answers nothing leaves the caller waiting.
    if (payload === undefined) return;
    const refused = payload instanceof GatewayRefusal;
    const rest = refused ? { ok: false, error: { ...payload } } : { ok: true, payload };
    connection.socket.send(frame({ type: 'res', id, ...rest }));
  }
}
