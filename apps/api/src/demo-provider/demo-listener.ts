import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable } from '@nestjs/common';
import { DemoEndpoint } from './demo-endpoint';

/** The runtime-facing listener: what agents may reach of Nora, and nothing else. */
@Injectable()
export class DemoListener {
  private readonly servers: Server[] = [];

  constructor(private readonly endpoint: DemoEndpoint) {}

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

  async close(): Promise<void> {
    await Promise.all(this.servers.splice(0).map(closeServer));
  }

  private async listenOn(host: string, port: number): Promise<number> {
    const server = createServer((request, response) => void this.endpoint.handle(request, response));
    this.servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    return (server.address() as AddressInfo).port;
  }
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
