import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Agent } from '@nora/domain';
import { WebSocketServer, type WebSocket } from 'ws';
import type { TestApi } from './test-api';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Stands in for the gateway of an agent: answers as a test says, and remembers what it was asked. */
export class FakeGateway {
  answer: Answer = (_request, response) => response.end('ok');
  connected: (socket: WebSocket, request: IncomingMessage) => void = () => undefined;
  readonly asked: IncomingMessage[] = [];
  private readonly sockets = new WebSocketServer({ noServer: true });
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.asked.push(request);
      this.answer(request, response);
    });
    this.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      this.asked.push(request);
      this.sockets.handleUpgrade(request, socket, head, (opened) => this.connected(opened, request));
    });
  }

  static async listen(): Promise<FakeGateway> {
    const gateway = new FakeGateway();
    await new Promise<void>((resolve) => gateway.server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** What was asked last. */
  get last(): IncomingMessage {
    const last = this.asked.at(-1);
    if (!last) throw new Error('nothing was asked');
    return last;
  }

  /** Records this as where an agent that runs has its gateway. */
  async serveFor(api: TestApi, agentId: string, status: Agent['status'] = 'running'): Promise<void> {
    const here = { host: '127.0.0.1', port: this.port };
    await api.dataSource.manager.update(
      Agent,
      { id: agentId },
      { status, endpoints: { gateway: here, sidecar: here } },
    );
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
