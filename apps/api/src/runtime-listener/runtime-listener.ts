import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Serving } from '../core/serving';
import { DemoEndpoint } from '../demo-provider/demo-endpoint';
import { CallsInHand } from '../model-gateway/calls/calls-in-hand';
import { ModelGateway } from '../model-gateway/model-gateway';

/** Milliseconds that calls of models have to come to their end when the process stops. */
const FINISH_MS = 8_000;

/** The runtime-facing listener: what agents may reach of Nora, and nothing else. */
@Injectable()
export class RuntimeListener {
  private readonly servers: Server[] = [];

  constructor(
    private readonly gateway: ModelGateway,
    private readonly calls: CallsInHand,
    private readonly demo: DemoEndpoint,
    private readonly serving: Serving,
  ) {}

  /**
   * Listens on one port of several addresses.
   * @param port 0 takes a free one
   * @returns the port
   * @throws Error when one of them cannot be listened on
   */
  async listen(hosts: readonly string[], port: number): Promise<number> {
    let chosen = port;
    for (const host of hosts) chosen = await this.listenOn(host, chosen);
    return chosen;
  }

  /** Where it listens now; none where this process does not serve agents. */
  addresses(): { host: string; port: number }[] {
    return this.servers.flatMap((server) => {
      const address = server.address();
      return typeof address === 'object' && address ? [{ host: address.address, port: address.port }] : [];
    });
  }

  /** Takes no more calls, and lets those that are under way come to their end while there is time. */
  async close(): Promise<void> {
    const closed = this.servers.splice(0).map(closing);
    await this.calls.drain(FINISH_MS);
    await Promise.all(closed.map((end) => end()));
  }

  private async listenOn(host: string, port: number): Promise<number> {
    const server = createServer((request, response) => void this.answer(request, response));
    // A little longer than clients keep a connection that they do not use, so that none is closed under a call.
    server.keepAliveTimeout = 65_000;
    this.serving.watch(server);
    this.servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    return (server.address() as AddressInfo).port;
  }

  /** `/demo` is where agents look for the demo model that were deployed before there was a gateway. */
  private answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isOld = (request.url ?? '').startsWith('/demo/');
    return isOld ? this.demo.handle(request, response) : this.gateway.handle(request, response);
  }
}

/** @returns what ends the connections that are left */
function closing(server: Server): () => Promise<void> {
  if (!server.listening) return () => Promise.resolve();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  return () => {
    server.closeAllConnections();
    return closed;
  };
}
