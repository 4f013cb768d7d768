import { CORRELATION_HEADER, CSRF_HEADER, SESSION_COOKIE, type Problem } from '@nora/contracts';
import { Contract } from './contract';
import { EventStream } from './event-stream';

export type Method = 'GET' | 'POST' | 'DELETE' | 'PATCH' | 'PUT';

export interface CallOptions {
  /** Values for the `{…}` of the path. */
  params?: Record<string, string>;
  query?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  rawBody?: string;
  headers?: Record<string, string>;
  /** Sends neither the CSRF header nor an origin. */
  withoutCsrf?: true;
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** A browser-like client: keeps the session cookie, and compares every answer with the OpenAPI document. */
export class ApiClient {
  private cookie: string | null = null;

  constructor(
    private readonly url: string,
    private readonly contract: Contract,
  ) {}

  get sessionCookie(): string | null {
    return this.cookie;
  }

  /** A call of a documented operation; `path` is its template. */
  async call<T = unknown>(method: Method, path: string, options: CallOptions = {}): Promise<Answer<T>> {
    const response = await this.send(method, path, options);
    this.keepCookie(response);
    const text = await response.text();
    const mediaType = mediaTypeOf(response);
    const json =
      mediaType !== null && /[/+]json$/.test(mediaType) ? (JSON.parse(text) as unknown) : undefined;
    this.contract.check(method, path, {
      status: response.status,
      mediaType: text === '' ? null : mediaType,
      json,
    });
    return { status: response.status, headers: response.headers, body: (json ?? text) as T };
  }

  /** A call that must succeed with the given status. */
  async expect<T>(status: number, method: Method, path: string, options: CallOptions = {}): Promise<T> {
    const answer = await this.call<T>(method, path, options);
    if (answer.status !== status) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  /** Opens a documented operation that answers with a stream. A refusal fails the test. */
  async stream(method: 'GET' | 'POST', path: string, options: CallOptions = {}): Promise<EventStream> {
    const controller = new AbortController();
    const response = await this.send(method, path, options, controller.signal);
    const mediaType = mediaTypeOf(response);
    if (mediaType !== 'text/event-stream') {
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    }
    this.contract.check(method, path, { status: response.status, mediaType, json: undefined });
    return new EventStream(response, controller);
  }

  private send(
    method: Method,
    path: string,
    { params = {}, query = {}, body, rawBody, headers = {}, withoutCsrf }: CallOptions,
    signal?: AbortSignal,
  ): Promise<Response> {
    const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const value = params[name];
      if (value === undefined) throw new Error(`${path} needs ${name}`);
      return encodeURIComponent(value);
    });
    const url = new URL(filled, this.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const unsafe = method !== 'GET' && withoutCsrf === undefined;
    return fetch(url, {
      method,
      redirect: 'manual',
      ...(signal ? { signal } : {}),
      headers: {
        ...(unsafe ? { [CSRF_HEADER]: '1', origin: new URL(this.url).origin } : {}),
        ...(body === undefined && rawBody === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === null ? {} : { cookie: this.cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(rawBody === undefined ? {} : { body: rawBody }),
    });
  }

  private keepCookie(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      if (!pair.startsWith(`${SESSION_COOKIE}=`)) continue;
      const gone =
        pair === `${SESSION_COOKIE}=` ||
        /;\s*max-age=0/i.test(line) ||
        /expires=Thu, 01 Jan 1970/i.test(line);
      this.cookie = gone ? null : pair;
    }
  }
}

function mediaTypeOf(response: Response): string | null {
  return response.headers.get('content-type')?.split(';')[0]?.trim() ?? null;
}

/** Expects a problem document with its status and code, and the correlation id of the answer. */
export function expectProblem(answer: Answer<unknown>, status: number, code: Problem['code']): Problem {
  const problem = answer.body as Problem;
  expect({ status: answer.status, code: problem.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(problem.status).toBe(status);
  expect(problem.detail).not.toBe('');
  expect(problem.correlationId).toBe(answer.headers.get(CORRELATION_HEADER));
  expect(JSON.stringify(problem)).not.toMatch(/node_modules|SELECT |INSERT |\bat .+:\d+:\d+/);
  return problem;
}
