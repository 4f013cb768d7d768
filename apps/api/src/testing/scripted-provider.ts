import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call that came in. */
export interface SeenCall {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What it answers: a status and a body, which is JSON unless it is a text. */
export interface ScriptedAnswer {
  status: number;
  body: object | string;
  headers?: Record<string, string>;
}

/** Somebody who runs models and says what the test has them say. */
export class ScriptedProvider {
  readonly seen: SeenCall[] = [];

  private constructor(
    private readonly server: Server,
    private answer: (call: SeenCall) => ScriptedAnswer | Promise<ScriptedAnswer>,
  ) {}

  static async start(answer: ScriptedProvider['answer']): Promise<ScriptedProvider> {
    const server = createServer();
    const provider = new ScriptedProvider(server, answer);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void provider.handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on. */
  answers(answer: ScriptedProvider['answer']): void {
    this.answer = answer;
    this.seen.length = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const call = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
    this.seen.push(call);
    const { status, body, headers: more = {} } = await this.answer(call);
    response.writeHead(status, { 'content-type': 'application/json', ...more });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }
}
