import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ToolError } from './tool-error';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One call of Nora's own API. */
export interface ApiRequest {
  method: Method;
  /** Path with its query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  signal: AbortSignal;
}

/**
 * Sends a call to Nora with the credential of whoever uses the tools, and gives back whatever it answers.
 * It rejects only when there is no answer.
 */
export type SendToApi = (request: ApiRequest) => Promise<Response>;

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

interface CallOptions {
  query?: Query;
  /** Becomes JSON. */
  json?: unknown;
  /** Goes as it is, with the headers that belong to it. */
  text?: string;
  headers?: Readonly<Record<string, string>>;
  /** For the few changing calls that know no idempotency key: they are sent once. */
  once?: true;
}

const TRIES = 3;
const PAUSE_MS = 500;
/** Answers that are read as a whole. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Calls on behalf of one use of a tool. */
export class Api {
  constructor(
    private readonly send: SendToApi,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Calls and reads the JSON of the answer.
   * @throws ToolError when Nora refuses or does not answer
   */
  async json<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
    const response = await this.open(method, path, options);
    const text = await readText(response, MOST_BYTES);
    return (text === '' ? {} : JSON.parse(text)) as T;
  }

  /**
   * Calls, and leaves the body of the answer to be read; repeats what was not carried out.
   * @param signal ends this call earlier than the use of the tool
   * @throws ToolError when Nora refuses or does not answer
   */
  async open(
    method: Method,
    path: string,
    options: CallOptions = {},
    signal = this.signal,
  ): Promise<Response> {
    const { json, text, once } = options;
    const body = json === undefined ? text : JSON.stringify(json);
    const request: ApiRequest = {
      ...{ method, path: withQuery(path, options.query), signal },
      headers: {
        accept: 'application/json',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' || once ? {} : { 'idempotency-key': randomUUID() }),
        ...options.headers,
      },
      ...(body !== undefined && { body }),
    };
    for (let tries = once ? TRIES : 1; ; tries += 1) {
      const response = await this.attempt(request);
      if (response?.ok) return response;
      const mayHelp = response === null || response.status === 503;
      if (!mayHelp || tries >= TRIES) throw response === null ? unreachable() : await refusal(response);
      await response?.body?.cancel();
      await sleep(PAUSE_MS * tries, undefined, { signal });
    }
  }

  private async attempt(request: ApiRequest): Promise<Response | null> {
    try {
      return await this.send(request);
    } catch (error) {
      if (request.signal.aborted) throw error;
      return null;
    }
  }
}

/**
 * The text of an answer.
 * @throws ToolError `too_large` when there are more bytes than that
 */
export async function readText(response: Response, mostBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body === null) return '';
  for await (const piece of body) {
    size += piece.byteLength;
    if (size > mostBytes) {
      throw new ToolError('too_large', `It is larger than ${mostBytes} bytes.`, 'Ask for less of it.');
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function withQuery(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}

function unreachable(): ToolError {
  return new ToolError('unreachable', 'Nora does not answer.', 'Try again in a moment.');
}

interface Problem {
  code?: unknown;
  detail?: unknown;
  deploymentId?: unknown;
  errors?: { path?: unknown; message?: unknown }[];
}

const ADVICE: Readonly<Record<string, string>> = {
  unauthenticated: 'Ask the user for an API key that is alive.',
  missing_scope: 'Ask the user for an API key with that scope.',
  address_not_allowed: 'Ask the user to use the key from an allowed address.',
  not_found: 'Look at list_agents for what there is.',
  agent_not_running: 'Start the agent first, and wait for its deployment.',
  operation_in_progress: 'Wait for the deployment that is under way, then try again.',
  precondition_failed: 'Read the file again, and write with the etag that it has now.',
  too_many_requests: 'Wait a minute, then try again.',
};

async function refusal(response: Response): Promise<ToolError> {
  const problem = await problemOf(response);
  const code = typeof problem.code === 'string' ? problem.code : `http_${response.status}`;
  const faults = (problem.errors ?? []).map(({ path, message }) => `${String(path)}: ${String(message)}`);
  const { deploymentId } = problem;
  const what = [
    typeof problem.detail === 'string' ? problem.detail : `Nora answered ${response.status}.`,
    ...faults,
    ...(typeof deploymentId === 'string' ? [`The deployment is ${deploymentId}.`] : []),
  ].join(' ');
  const usual = response.status >= 500 ? 'Try again in a moment.' : 'Change what is asked for.';
  return new ToolError(code, what, ADVICE[code] ?? usual);
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const problem: unknown = JSON.parse(await readText(response, 64 * 1024));
    return typeof problem === 'object' && problem !== null ? problem : {};
  } catch {
    // Something on the way has answered, e.g. a proxy.
    return {};
  }
}
