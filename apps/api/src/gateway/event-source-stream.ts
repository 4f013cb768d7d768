import { DomainError } from '@nora/contracts';
import { createParser } from 'eventsource-parser';

/** Reads server-sent events out of bytes. */
export class EventSourceParserStream {
  /** @param limit bytes after which the source is given up */
  constructor(private readonly limit: number) {}

  /**
   * Yields the data of each event; takes more bytes only when the last event was taken.
   * @throws DomainError `runtime_refused` when there are too many bytes
   */
  async *read(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
    const ready: string[] = [];
    const parser = createParser({ onEvent: ({ data }) => ready.push(data) });
    const decoder = new TextDecoder();
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.byteLength;
      if (bytes > this.limit)
        throw new DomainError('runtime_refused', 'The answer of the agent is too long.');
      parser.feed(decoder.decode(chunk, { stream: true }));
      yield* ready.splice(0);
    }
  }
}
