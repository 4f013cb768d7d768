import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { objectOf, type Dialect, type JsonObject, type ModelReply, type ToldUsage } from './dialect';
import { dialectOf, modelList, onlyKeyIn } from './which-api';

/** A call that came in with the right key. */
export interface ProviderCall {
  path: string;
  headers: IncomingHttpHeaders;
  body: JsonObject;
  model: string;
  /** What was said last. */
  asked: string;
  streamed: boolean;
}

/** How a call is answered. What is left out is: at once, in full, with what it has used. */
export interface ProviderConduct {
  /** Other than 200: a refusal. */
  status?: number;
  headers?: Record<string, string>;
  text?: string;
  /** Pieces of a stream. */
  pieces?: number;
  /** Milliseconds before each of them. */
  pauseMs?: number;
  /** Milliseconds before anything is answered. */
  delayMs?: number;
  /** The connection breaks: before the answer, or after so many events. */
  breaksAfter?: number;
  /** Null: it is not told. */
  usage?: ToldUsage | null;
  /** Whether to call a tool, and with what. */
  tool?: JsonObject;
  /** Which; without it the first that is offered. */
  toolName?: string;
}

/** What a provider knows of what it has answered. */
export interface ProviderBooks {
  calls: number;
  inputTokens: number;
  outputTokens: number;
}

const USAGE: ToldUsage = { input: 120, output: 30, cached: 40, reasoning: 10 };
const TEXT = 'The test provider has heard you, and says that all is well.';

/**
 * A provider of models on this machine, in every API that Nora speaks. It takes one key and counts what it answers.
 * The base URL of the OpenAI and Anthropic APIs is `url` + `/v1`, that of Gemini `url` + `/v1beta`.
 */
export class TestModelProvider {
  readonly calls: ProviderCall[] = [];
  /** What it has told that its answers used; an answer that broke off is not counted. */
  readonly books: ProviderBooks = { calls: 0, inputTokens: 0, outputTokens: 0 };
  /** Calls with another key than its own. */
  strangers = 0;
  /** Answers under way. */
  underWay = 0;

  private constructor(
    private readonly server: Server,
    private taken: string,
    private conduct: (call: ProviderCall) => ProviderConduct,
  ) {}

  static async start(key: string): Promise<TestModelProvider> {
    const server = createServer();
    const provider = new TestModelProvider(server, key, conductOf);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      provider.answer(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  /** The key that it takes. */
  get key(): string {
    return this.taken;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on it takes this key alone, as after a rotation. */
  takes(key: string): void {
    this.taken = key;
  }

  /** From now on; without one, as the last message says: {@link conductOf}. */
  behaves(conduct: (call: ProviderCall) => ProviderConduct = conductOf): void {
    this.conduct = conduct;
    this.calls.length = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [path = ''] = (request.url ?? '').split('?', 1);
    const dialect = dialectOf(path, request.headers);
    if (onlyKeyIn(dialect, request.headers) !== this.taken) {
      this.strangers += 1;
      return json(response, 401, dialect.error(401, 'This is not a key of the test provider.'));
    }
    if (request.method === 'GET') return json(response, 200, modelList(dialect));
    const body = objectOf(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    if (path.endsWith('/embeddings')) return this.embed(response, body);
    this.underWay += 1;
    try {
      await this.generate(dialect, { request, response, path, body });
    } finally {
      this.underWay -= 1;
    }
  }

  private async generate(dialect: Dialect, { request, response, path, body }: Received): Promise<void> {
    const { text: asked, isToolResult } = dialect.lastOf(body);
    const streamed = dialect.streamsAt(path) || body['stream'] === true;
    const model = dialect.modelOf(path, body);
    const call: ProviderCall = { path, headers: request.headers, body, model, asked, streamed };
    this.calls.push(call);
    const how = this.conduct(call);
    if (how.delayMs) await sleep(how.delayMs);
    if (how.status !== undefined && how.status >= 400) {
      return json(
        response,
        how.status,
        dialect.error(how.status, 'The test provider was told to refuse.'),
        how.headers,
      );
    }
    if (how.breaksAfter === 0) return void response.destroy();
    const tools = dialect.toolsOf(body);
    const tool = tools.find((name) => name === how.toolName) ?? tools[0];
    const text = how.text ?? (isToolResult ? `The tool has answered: ${asked.slice(0, 200)}` : TEXT);
    const reply: ModelReply = {
      ...{ model, text, pieces: piecesOf(text, how.pieces) },
      tool: how.tool && tool && !isToolResult ? { name: tool, arguments: how.tool } : null,
      usage: how.usage === undefined ? USAGE : how.usage,
      includeUsage: objectOf(body['stream_options'])['include_usage'] === true,
    };
    if (streamed) await this.stream(dialect.events(reply), how, response);
    else json(response, 200, dialect.document(reply), how.headers);
    if (!response.destroyed) this.book(reply.usage);
  }

  private async stream(events: string[], how: ProviderConduct, response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream', ...how.headers });
    for (const [index, event] of events.entries()) {
      if (how.breaksAfter === index) return void response.destroy();
      if (response.destroyed) return;
      response.write(event);
      if (how.pauseMs) await sleep(how.pauseMs);
    }
    response.end();
  }

  private embed(response: ServerResponse, { model }: JsonObject): void {
    const usage = { prompt_tokens: 8, total_tokens: 8 };
    const data = [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }];
    json(response, 200, { object: 'list', model, data, usage });
    this.book({ ...USAGE, input: 8, output: 0 });
  }

  private book(usage: ToldUsage | null): void {
    this.books.calls += 1;
    this.books.inputTokens += usage?.input ?? 0;
    this.books.outputTokens += usage?.output ?? 0;
  }
}

interface Received {
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  body: JsonObject;
}

/**
 * What the last message asks for: `[status 503]`, `[pieces 50]`, `[pause 100]`, `[delay 5000]`, `[tool {"a":1}]`; for
 * where a person or a runtime stands between the test and its provider.
 */
export function conductOf({ asked }: Pick<ProviderCall, 'asked'>): ProviderConduct {
  const number = (name: string) => {
    const found = new RegExp(`\\[${name} (\\d+)\\]`).exec(asked)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const tool = /\[tool (\{.*?\})\]/.exec(asked)?.[1];
  return {
    ...{
      status: number('status'),
      pieces: number('pieces'),
      pauseMs: number('pause'),
      delayMs: number('delay'),
    },
    tool: tool === undefined ? undefined : objectOf(JSON.parse(tool)),
  };
}

function piecesOf(text: string, count = 8): string[] {
  if (count > text.length) return Array.from({ length: count }, (_, index) => text[index] ?? ' more');
  const size = Math.ceil(text.length / count);
  return Array.from({ length: count }, (_, index) => text.slice(index * size, (index + 1) * size)).filter(
    (one) => one !== '',
  );
}

function json(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
