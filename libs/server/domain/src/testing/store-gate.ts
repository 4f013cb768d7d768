import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Between a store and those who use it: lets them through, shuts them out, or lets nothing pass in either direction. */
export class StoreGate {
  private readonly pairs = new Set<[Socket, Socket]>();
  private state: 'open' | 'shut' | 'deaf' = 'open';

  private constructor(
    private readonly server: Server,
    private readonly store: URL,
  ) {}

  static async before(url: string): Promise<StoreGate> {
    const server = createServer();
    const gate = new StoreGate(server, new URL(url));
    server.on('connection', (socket) => gate.admit(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  /** Address of the store through the gate. */
  get url(): string {
    const url = new URL(this.store);
    [url.hostname, url.port] = ['127.0.0.1', String((this.server.address() as AddressInfo).port)];
    return url.toString();
  }

  /** Ends all connections, and every new one, as a server does that is away. */
  shut(): void {
    this.state = 'shut';
    this.cut();
  }

  /** What is sent is not delivered, as where a network has failed. */
  deafen(): void {
    this.state = 'deaf';
    for (const socket of [...this.pairs].flat()) socket.pause();
  }

  /** What was held back is delivered. */
  open(): void {
    this.state = 'open';
    for (const socket of [...this.pairs].flat()) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private cut(): void {
    for (const socket of [...this.pairs].flat()) socket.destroy();
    this.pairs.clear();
  }

  private admit(socket: Socket): void {
    if (this.state === 'shut') {
      socket.destroy();
      return;
    }
    const store = connect(Number(this.store.port || 5432), this.store.hostname);
    const pair: [Socket, Socket] = [socket, store];
    this.pairs.add(pair);
    for (const [from, to] of [pair, [store, socket] as const]) {
      from.on('data', (data) => to.write(data));
      from.on('error', () => undefined);
      from.on('close', () => {
        to.destroy();
        this.pairs.delete(pair);
      });
      if (this.state === 'deaf') from.pause();
    }
  }
}
