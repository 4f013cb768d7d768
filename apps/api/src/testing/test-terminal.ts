import type { TerminalServerMessage } from '@nora/contracts';
import WebSocket from 'ws';

/** What a request for a WebSocket was answered with instead. */
export class Refusal extends Error {
  constructor(
    readonly status: number | undefined,
    readonly code: string,
  ) {
    super(`${status} ${code}`);
  }
}

/** A connection to a terminal, as a browser's. */
export class TestTerminal {
  text = '';
  bytes = 0;
  readonly told: TerminalServerMessage[] = [];
  /** Settles with the close code. */
  readonly closed: Promise<number>;

  private constructor(private readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) {
        this.told.push(JSON.parse(data.toString('utf8')) as TerminalServerMessage);
        return;
      }
      this.bytes += data.length;
      this.text = (this.text + data.toString('utf8')).slice(-100_000);
    });
  }

  /** @throws Refusal */
  static open(url: string, headers: Record<string, string>): Promise<TestTerminal> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers });
      const terminal = new TestTerminal(socket);
      socket.once('open', () => resolve(terminal));
      socket.on('error', reject);
      socket.once('unexpected-response', (_request, response) => {
        let body = '';
        response.on('data', (piece: Buffer) => (body += piece.toString('utf8')));
        response.on('end', () => {
          const { code } = JSON.parse(body) as { code: string };
          reject(new Refusal(response.statusCode, code));
        });
      });
    });
  }

  /** The first thing that is told. */
  async ready(): Promise<Extract<TerminalServerMessage, { type: 'ready' }>> {
    await this.until(() => this.told.length > 0);
    const [first] = this.told;
    if (first?.type !== 'ready') throw new Error(`it began with ${JSON.stringify(first)}`);
    return first;
  }

  async shows(text: string): Promise<void> {
    await this.until(() => this.text.includes(text));
  }

  type(text: string | Buffer): void {
    this.socket.send(Buffer.from(text));
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Reads no more from the connection. */
  hold(): void {
    this.socket.pause();
  }

  goOn(): void {
    this.socket.resume();
  }

  close(): void {
    this.socket.close();
  }

  /** As when a network goes away. */
  drop(): void {
    this.socket.terminate();
  }

  async until(condition: () => boolean): Promise<void> {
    for (const deadline = Date.now() + 10_000; !condition();) {
      if (Date.now() > deadline) {
        throw new Error(`not seen in ${JSON.stringify([this.told, this.text.slice(-300)])}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
