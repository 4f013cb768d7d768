import { SESSION_COOKIE } from '@nora/contracts';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

export interface TestAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Calls the API as a browser of its own origin would, with its cookies. */
export class TestClient {
  /** That of the session. */
  cookie: string | null = null;
  /** The others, by name. */
  readonly cookies = new Map<string, string>();

  constructor(private readonly url: string) {}

  get(path: string): Promise<TestAnswer> {
    return this.call('GET', path);
  }

  post(path: string, body?: unknown): Promise<TestAnswer> {
    return this.call('POST', path, body);
  }

  delete(path: string): Promise<TestAnswer> {
    return this.call('DELETE', path);
  }

  put(path: string, body: unknown): Promise<TestAnswer> {
    return this.call('PUT', path, body);
  }

  patch(path: string, body: unknown): Promise<TestAnswer> {
    return this.call('PATCH', path, body);
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<TestAnswer> {
    const response = await this.send(method, path, body, undefined, headers);
    this.keep(response.headers.getSetCookie());
    const text = await response.text();
    const parsed = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { status: response.status, headers: response.headers, body: parsed };
  }

  /** Opens a stream of events. */
  async stream(
    path: string,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<TestStream> {
    const closing = new AbortController();
    const method = options.body === undefined ? 'GET' : 'POST';
    const response = await this.send(method, path, options.body, closing.signal, options.headers);
    if (response.status !== 200)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return new TestStream(response, closing);
  }

  private keep(cookies: string[]): void {
    for (const cookie of cookies) {
      const [pair = ''] = cookie.split(';');
      const [name = '', value] = pair.split('=');
      if (name === SESSION_COOKIE) this.cookie = pair;
      else if (value) this.cookies.set(name, pair);
      else this.cookies.delete(name);
    }
  }

  private send(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const cookies = [...(this.cookie ? [this.cookie] : []), ...this.cookies.values()].join('; ');
    return fetch(this.url + path, {
      method,
      signal: signal ?? null,
      redirect: 'manual',
      headers: {
        ...{ origin: this.url, 'x-nora-csrf': '1' },
        ...(cookies ? { cookie: cookies } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
  }
}

/** What arrived on a stream, and when. */
export class TestStream {
  readonly events: { id: string | undefined; event: string | undefined; data: Record<string, unknown> }[] =
    [];
  readonly ended: Promise<void>;
  private changed: (() => void)[] = [];

  constructor(
    readonly response: Response,
    private readonly closing: AbortController,
  ) {
    this.ended = this.read().catch(() => undefined);
  }

  close(): void {
    this.closing.abort();
  }

  /** Waits for the first event that passes. */
  async waitFor(
    passes: (event: TestStream['events'][number]) => boolean,
  ): Promise<TestStream['events'][number]> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const found = this.events.find(passes);
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`not seen; there was ${JSON.stringify(this.events)}`);
      await new Promise<void>((resolve) => {
        this.changed.push(resolve);
        setTimeout(resolve, 250);
      });
    }
  }

  private async read(): Promise<void> {
    const parser = createParser({ onEvent: (message) => this.add(message) });
    const decoder = new TextDecoder();
    const body: AsyncIterable<Uint8Array> | null = this.response.body;
    if (!body) return;
    for await (const chunk of body) parser.feed(decoder.decode(chunk, { stream: true }));
  }

  private add({ id, event, data }: EventSourceMessage): void {
    this.events.push({ id, event, data: JSON.parse(data) as Record<string, unknown> });
    for (const resolve of this.changed.splice(0)) resolve();
  }
}
