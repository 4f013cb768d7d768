import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, codeOf, messageOf } from '../system/errors';
import { EXIT } from './exit-codes';
import { RemoteError, UnreachableError, type Problem } from './remote-error';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a call takes beside its path. */
export interface CallOptions {
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  body?: unknown;
  /** Makes the call safe to repeat; every changing call gets one by itself. */
  idempotencyKey?: string;
  headers?: Readonly<Record<string, string>>;
  /** For the few changing calls that know no idempotency key: they are sent once. */
  once?: true;
  signal?: AbortSignal;
}

/** A body as it goes out. */
export type Payload = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

/** Milliseconds within which a call is answered. */
const ANSWER_MS = 60_000;
const PAGE = 200;
const TRIES = 4;
/** Seconds that are waited at most because the server asks for it. */
const MOST_PATIENCE = 60;

/** Calls of one Nora with one credential. */
export class NoraClient {
  /**
   * @param url origin, without a path
   * @param credential an API key or the token of a session; null for calls that need none
   */
  constructor(
    readonly url: string,
    private readonly credential: string | null,
  ) {}

  /**
   * Calls, and repeats what was not carried out: a limit, a moment of unavailability, a lost answer.
   * @throws RemoteError when Nora refuses, UnreachableError when it does not answer
   */
  async call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
    const { body, idempotencyKey = randomUUID() } = options;
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'GET' ? {} : { 'idempotency-key': idempotencyKey }),
      ...options.headers,
    };
    const payload = body === undefined ? undefined : JSON.stringify(body);
    for (let tries = 1; ; tries += 1) {
      try {
        const response = await this.fetch(method, path, {
          ...options,
          headers,
          payload,
          timeoutMs: ANSWER_MS,
        });
        return await answerOf<T>(response);
      } catch (error) {
        const pause = tries < TRIES && !options.once ? pauseBefore(error, tries) : null;
        if (pause === null) throw error;
        await sleep(pause, undefined, { signal: options.signal }).catch((cause: unknown) => {
          throw new CliError('interrupted', EXIT.interrupted, { cause });
        });
      }
    }
  }

  /** All items of a list, page after page. */
  async *items<T>(path: string, query: CallOptions['query'] = {}, signal?: AbortSignal): AsyncGenerator<T> {
    let cursor: string | undefined;
    do {
      const page = await this.call<{ items: T[]; nextCursor: string | null }>('GET', path, {
        query: { limit: PAGE, ...query, cursor },
        signal,
      });
      yield* page.items;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  /** The same, collected. */
  async list<T>(path: string, query: CallOptions['query'] = {}, signal?: AbortSignal): Promise<T[]> {
    const found: T[] = [];
    for await (const item of this.items<T>(path, query, signal)) found.push(item);
    return found;
  }

  /**
   * One attempt whose answer is streamed, in either direction.
   * @throws RemoteError when it is refused, UnreachableError when there is no answer
   */
  async stream(
    method: Method,
    path: string,
    options: Omit<CallOptions, 'body' | 'idempotencyKey'> & { payload?: Payload } = {},
  ): Promise<Response> {
    const response = await this.fetch(method, path, options);
    if (!response.ok) await answerOf(response);
    return response;
  }

  /**
   * One attempt, whatever the answer is.
   * @throws UnreachableError when there is none
   */
  attempt(
    method: Method,
    path: string,
    options: { headers?: Record<string, string>; payload?: Payload },
  ): Promise<Response> {
    return this.fetch(method, path, { ...options, timeoutMs: ANSWER_MS });
  }

  /** Address and headers for a WebSocket. */
  webSocket(
    path: string,
    query: CallOptions['query'] = {},
  ): { url: string; headers: Record<string, string> } {
    const url = this.address(path, query);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    return { url: url.href, headers: this.authorization() };
  }

  private address(path: string, query: CallOptions['query'] = {}): URL {
    const url = new URL(path, this.url);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  private authorization(): Record<string, string> {
    return this.credential === null ? {} : { authorization: `Bearer ${this.credential}` };
  }

  private async fetch(
    method: Method,
    path: string,
    options: Omit<CallOptions, 'body'> & { payload?: Payload; timeoutMs?: number },
  ): Promise<Response> {
    const { query, headers, payload, signal, timeoutMs } = options;
    const signals = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
    try {
      return await fetch(this.address(path, query), {
        method,
        headers: { accept: 'application/json', ...this.authorization(), ...headers },
        signal: AbortSignal.any(signals.filter((one) => one !== undefined)),
        // A redirect could carry the credential to somebody else.
        redirect: 'manual',
        ...(payload === undefined ? {} : { body: payload }),
        ...(payload instanceof ReadableStream ? { duplex: 'half' } : {}),
      });
    } catch (error) {
      if (signal?.aborted) throw new CliError('interrupted', EXIT.interrupted, { cause: error });
      throw new UnreachableError(this.url, reasonOf(error), { cause: error });
    }
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (response.ok) {
    try {
      return (text === '' ? undefined : JSON.parse(text)) as T;
    } catch (error) {
      throw new CliError(`${response.url} is not a Nora: its answer is no JSON`, EXIT.failed, {
        cause: error,
      });
    }
  }
  throw Object.assign(new RemoteError(response.status, problemOf(response, text)), {
    retryAfter: Number(response.headers.get('retry-after') ?? Number.NaN),
  });
}

function problemOf({ status, url, headers }: Response, text: string): Problem {
  if (status >= 300 && status < 400) {
    const place = headers.get('location') ?? 'elsewhere';
    return { detail: `${url} sends callers to ${place}: use that address` };
  }
  try {
    const problem: unknown = JSON.parse(text);
    if (typeof problem === 'object' && problem !== null) return problem;
  } catch {
    // Something on the way has answered, e.g. a proxy.
  }
  return {};
}

/** Milliseconds to wait before the same is tried again; null where that would not help. */
function pauseBefore(error: unknown, tries: number): number | null {
  const usual = 250 * 2 ** tries;
  if (error instanceof UnreachableError) return usual;
  if (!(error instanceof RemoteError) || ![429, 502, 503, 504].includes(error.status)) return null;
  const { retryAfter } = error as RemoteError & { retryAfter?: number };
  if (retryAfter === undefined || Number.isNaN(retryAfter)) return error.status === 429 ? null : usual;
  return retryAfter <= MOST_PATIENCE ? Math.max(retryAfter * 1_000, usual) : null;
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `nothing came within ${ANSWER_MS / 1_000} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  return codeOf(cause) ?? messageOf(cause ?? error);
}
