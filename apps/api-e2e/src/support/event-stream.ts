import { createParser } from 'eventsource-parser';

/** One server-sent event, with the moment at which it arrived. */
export interface ReceivedEvent {
  id: string | undefined;
  event: string;
  data: unknown;
  receivedAt: number;
}

interface Waiter {
  check: () => boolean;
  ended: () => void;
}

/** A stream of server-sent events as it arrives. Everything received is kept, in order. */
export class EventStream {
  readonly events: ReceivedEvent[] = [];
  /** Resolves when the server has ended the stream or the connection has gone. */
  readonly ended: Promise<void>;
  private open = true;
  private readonly waiters = new Set<Waiter>();

  constructor(
    response: Response,
    private readonly controller: AbortController,
  ) {
    this.ended = this.read(response).finally(() => {
      this.open = false;
      for (const waiter of [...this.waiters]) waiter.ended();
    });
  }

  /** The first event that matches, received already or yet to come. */
  waitFor(
    what: string,
    matches: (event: ReceivedEvent) => boolean,
    timeoutMs = 30_000,
  ): Promise<ReceivedEvent> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
      };
      const fail = (why: string): void => {
        settle();
        const seen = this.events.slice(-12).map(({ event, data }) => `${event} ${JSON.stringify(data)}`);
        reject(new Error(`${what}: ${why}; last seen:\n${seen.join('\n') || 'nothing'}`));
      };
      const waiter: Waiter = {
        check: () => {
          const found = this.events.find(matches);
          if (found === undefined) return false;
          settle();
          resolve(found);
          return true;
        },
        ended: () => fail('the stream ended'),
      };
      const timer = setTimeout(() => fail(`not within ${timeoutMs} ms`), timeoutMs);
      this.waiters.add(waiter);
      if (!waiter.check() && !this.open) waiter.ended();
    });
  }

  /** Goes away, as a browser does whose page is closed. */
  async close(): Promise<void> {
    this.controller.abort();
    await this.ended;
  }

  private async read(response: Response): Promise<void> {
    const parser = createParser({
      onEvent: ({ id, event, data }) => {
        this.events.push({
          id,
          event: event ?? 'message',
          data: JSON.parse(data) as unknown,
          receivedAt: Date.now(),
        });
      },
    });
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) {
        parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
        for (const waiter of [...this.waiters]) waiter.check();
      }
    } catch {
      // The connection has gone: by us, or by a server that was stopped. What arrived before it counts.
    }
  }
}
