import { type IncomingMessage, request, type ClientRequest, type RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { EngineUnreachable, Refusal } from './refusal';
import { readBounded } from './read-bounded';

const LOOK_UP_WITHIN_MS = 10_000;
/** A list of thousands of containers. */
const MOST_JSON_BYTES = 32 * 1_048_576;

/** What goes to the engine; headers of the caller never do. */
export interface EngineCall {
  method: string;
  /** Written by the gate. */
  target: string;
  headers: Record<string, string>;
}

/** What the engine says to a call that asks for the connection itself. */
export type Hijacked =
  | { taken: true; answer: IncomingMessage; socket: Duplex; head: Buffer }
  | { taken: false; answer: IncomingMessage };

/** The engine behind the gate. Every call has a connection of its own, so that none can be mistaken for another. */
export class Engine {
  constructor(private readonly socketPath: string) {}

  /** Opens a call whose body is still to be written. */
  open(call: EngineCall): ClientRequest {
    return request(this.optionsOf(call));
  }

  /**
   * Opens a call that takes the connection over.
   * @throws EngineUnreachable
   */
  hijack(call: EngineCall, body: string): Promise<Hijacked> {
    return new Promise((resolve, reject) => {
      const headers = { ...call.headers, connection: 'Upgrade', upgrade: 'tcp' };
      const asking = request(this.optionsOf({ ...call, headers }));
      asking.once('error', (error) => reject(new EngineUnreachable(error)));
      asking.once('upgrade', (answer, socket, head) => resolve({ taken: true, answer, socket, head }));
      asking.once('response', (answer) => resolve({ taken: false, answer }));
      asking.end(body);
    });
  }

  /**
   * Asks for an object; null when there is none.
   * @throws EngineUnreachable
   * @throws Refusal with the status of any other answer
   */
  async find(target: string): Promise<unknown> {
    const { status, text } = await this.read(target);
    if (status === 404) return null;
    if (status !== 200)
      throw new Refusal(`The engine answered ${status} when it was asked what this is.`, 502);
    return JSON.parse(text) as unknown;
  }

  private read(target: string): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(LOOK_UP_WITHIN_MS);
      const asking = request({ ...this.optionsOf({ method: 'GET', target, headers: {} }), signal });
      const fail = (error: unknown): void => reject(new EngineUnreachable(error));
      asking.once('error', fail);
      asking.once('response', (answer) => {
        readBounded(answer, MOST_JSON_BYTES).then(
          (body) => resolve({ status: answer.statusCode ?? 0, text: body.toString('utf8') }),
          fail,
        );
      });
      asking.end();
    });
  }

  private optionsOf({ method, target, headers }: EngineCall): RequestOptions {
    return {
      socketPath: this.socketPath,
      agent: false,
      method,
      path: target,
      headers: { host: 'docker', ...headers },
    };
  }
}
