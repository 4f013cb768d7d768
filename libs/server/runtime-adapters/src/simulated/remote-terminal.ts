import type { ExecOptions, ExecSession, RuntimeHandle, TerminalSize } from '../ports';
import type { EngineClient } from './engine-client';
import type { TerminalItem } from './server/terminals';

/** A terminal of a simulated engine in another process. */
export class RemoteTerminal implements ExecSession {
  readonly exited: Promise<number | null>;
  private settle: (exitCode: number | null) => void = () => undefined;
  private left = false;

  private constructor(
    private readonly client: EngineClient,
    private readonly items: AsyncIterator<unknown>,
    private readonly id: string,
    private readonly connection: AbortController,
  ) {
    this.exited = new Promise((resolve) => (this.settle = resolve));
  }

  static async open(
    client: EngineClient,
    handle: RuntimeHandle,
    argv: readonly string[],
    { cols, rows, environment, signal }: ExecOptions,
  ): Promise<RemoteTerminal> {
    const connection = new AbortController();
    const give = () => connection.abort(signal.reason);
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
    const args = { handle, argv: [...argv], cols, rows, environment };
    const items = client.stream('exec', args, connection.signal)[Symbol.asyncIterator]();
    const first = (await items.next()).value as { id: string };
    const terminal = new RemoteTerminal(client, items, first.id, connection);
    void terminal.exited.then(() => signal.removeEventListener('abort', give));
    return terminal;
  }

  get output(): AsyncIterable<Buffer> {
    return this.read();
  }

  async write(data: Buffer): Promise<void> {
    if (!this.left) await this.client.call('execWrite', { id: this.id, data: data.toString('base64') });
  }

  async resize({ cols, rows }: TerminalSize): Promise<void> {
    if (!this.left) await this.client.call('execResize', { id: this.id, cols, rows });
  }

  async kill(): Promise<void> {
    if (this.left) return;
    await this.client.call('execKill', { id: this.id });
    // What it still had to say is of no interest.
    this.connection.abort(new Error('The terminal was closed.'));
    this.end(null);
  }

  private async *read(): AsyncGenerator<Buffer> {
    let exitCode: number | null = null;
    try {
      for (;;) {
        const next = await this.items.next();
        if (next.done === true) return;
        const item = next.value as TerminalItem;
        if ('output' in item) yield Buffer.from(item.output, 'base64');
        if ('exitCode' in item) exitCode = item.exitCode;
      }
    } catch (error) {
      if (!this.connection.signal.aborted) throw error;
    } finally {
      this.end(exitCode);
    }
  }

  private end(exitCode: number | null): void {
    this.left = true;
    this.settle(exitCode);
  }
}
