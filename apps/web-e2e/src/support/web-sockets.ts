import { liveInstance } from '@nora/testing';
import type { Page } from 'playwright-core';
import { WebSocket } from 'ws';

const ANSWER_MS = 20_000;
/** The only protocol OpenClaw speaks. */
const PROTOCOL = 4;

/** What a gateway answers a call with. */
export interface GatewayAnswer {
  ok: boolean;
  payload?: unknown;
  error?: { code: string; message: string };
}

type Frame = GatewayAnswer & { type: string; id?: string; event?: string };

/**
 * Asks for a WebSocket with the session of a page. It is paused, so that nothing is missed before somebody listens.
 * @returns the status where that is answered instead
 */
export async function joinAs(
  page: Page,
  path: string,
  url = liveInstance().url,
): Promise<WebSocket | number> {
  const { origin, host } = new URL(url);
  const cookies = await page.context().cookies(origin);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const socket = new WebSocket(`ws://${host}${path}`, { headers: { cookie, origin } });
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.pause();
      resolve(socket);
    });
    socket.once('error', reject);
    socket.once('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
  });
}

/** A connection to the gateway of an agent through Nora, with the session of a page. */
export class GatewayLine {
  private readonly waiting = new Map<string, (answer: GatewayAnswer) => void>();
  private calls = 0;

  private constructor(private readonly socket: WebSocket) {}

  /** Connects as a client that asks for these scopes. Returns the line, and what the gateway says of it. */
  static async connect(
    page: Page,
    agentId: string,
    scopes: readonly string[],
    url?: string,
  ): Promise<{ line: GatewayLine; hello: GatewayAnswer }> {
    const socket = await joinAs(page, `/api/agents/${agentId}/gateway`, url);
    if (typeof socket === 'number') throw new Error(`the relay answered ${socket}`);
    const line = new GatewayLine(socket);
    const hello = await new Promise<GatewayAnswer>((resolve, reject) => {
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString('utf8')) as Frame;
        if (frame.event === 'connect.challenge') resolve(line.call('connect', connectParams(scopes)));
        else if (frame.type === 'res') line.waiting.get(frame.id ?? '')?.(frame);
      });
      socket.once('close', (code) => reject(new Error(`the gateway closed the connection (${code})`)));
      socket.resume();
    });
    return { line, hello };
  }

  /** Calls a method; a refusal is an answer, too. */
  call(method: string, params: object): Promise<GatewayAnswer> {
    const id = String((this.calls += 1));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} was not answered`)), ANSWER_MS);
      this.waiting.set(id, (answer) => {
        clearTimeout(timer);
        this.waiting.delete(id);
        resolve(answer);
      });
      this.socket.send(JSON.stringify({ type: 'req', id, method, params }));
    });
  }

  close(): void {
    this.socket.close();
  }
}

function connectParams(scopes: readonly string[]): object {
  return {
    ...{ minProtocol: PROTOCOL, maxProtocol: PROTOCOL, role: 'operator', scopes },
    client: { id: 'gateway-client', version: '1.0.0', platform: 'linux', mode: 'backend' },
  };
}
