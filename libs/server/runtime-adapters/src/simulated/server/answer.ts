import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { toWireError, type WireLine } from '../wire';

const HEARTBEAT_MS = 15_000;
const PIECE = 65_536;

/** A request that the engine cannot take. */
export class BadRequest extends Error {}

/** The JSON of a request; an empty one is an empty object. */
export async function readJson<T>(request: IncomingMessage): Promise<Partial<T>> {
  const body = await text(request);
  try {
    return body === '' ? {} : (JSON.parse(body) as Partial<T>);
  } catch (error) {
    throw new BadRequest('The body is not JSON.', { cause: error });
  }
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/**
 * Answers with one line of JSON per item, as they come; to send one waits while its caller reads no more. Blank lines in between keep a quiet connection alive; the
 * work is given up when the caller goes away.
 */
export async function sendLines(
  response: ServerResponse,
  work: (signal: AbortSignal, send: (line: WireLine) => Promise<void>) => Promise<unknown>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort(new Error('The caller went away.')));
  response.on('error', () => gone.abort(new Error('The caller went away.')));
  response.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders();
  const lines = new Lines(response);
  const heartbeat = setInterval(() => lines.write('\n'), HEARTBEAT_MS);
  try {
    const result = await work(gone.signal, (line) => {
      lines.write(`${JSON.stringify(line)}\n`);
      return lines.room();
    });
    lines.write(`${JSON.stringify({ result: result ?? null })}\n`);
  } catch (error) {
    lines.write(`${JSON.stringify({ error: toWireError(error) })}\n`);
  } finally {
    clearInterval(heartbeat);
    lines.end();
  }
}

/** Sends lines together that come together: a write of its own for each costs more than making it. */
class Lines {
  private waiting = '';
  private due: NodeJS.Immediate | null = null;

  constructor(private readonly response: ServerResponse) {}

  write(line: string): void {
    this.waiting += line;
    if (this.waiting.length >= PIECE) this.flush();
    else this.due ??= setImmediate(() => this.flush());
  }

  async room(): Promise<void> {
    if (!this.response.writableNeedDrain || this.response.destroyed) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.response.off('drain', done).off('close', done);
        resolve();
      };
      this.response.on('drain', done).on('close', done);
    });
  }

  end(): void {
    this.flush();
    this.response.end();
  }

  private flush(): void {
    if (this.due) clearImmediate(this.due);
    this.due = null;
    if (this.waiting !== '' && !this.response.destroyed) this.response.write(this.waiting);
    this.waiting = '';
  }
}
