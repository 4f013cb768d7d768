import { Injectable } from '@angular/core';
import { CORRELATION_HEADER, CSRF_HEADER } from '@nora/contracts';
import { type EventSourceMessage, createParser } from 'eventsource-parser';

import { ProblemError } from './problem';

/** A request whose answer is a stream of server-sent events. */
export interface SseRequest {
  url: string;
  method: 'GET' | 'POST';
  body?: unknown;
  signal: AbortSignal;
  /** Called when the server has accepted, before the first event. */
  onOpen?: () => void;
}

/** One event of a stream. */
export interface SseMessage {
  event: string;
  data: unknown;
  /** Where a stream that ends here can go on. */
  id?: string;
}

/** Reads server-sent events over `fetch`, which can post a body and sees the status of a refusal. */
@Injectable({ providedIn: 'root' })
export class SseClient {
  /**
   * Yields events as they arrive and ends with the stream. Aborting the signal ends it with an `AbortError`.
   * @throws ProblemError when the server refuses the request
   */
  async *stream(request: SseRequest): AsyncGenerator<SseMessage> {
    const response = await fetch(request.url, {
      method: request.method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        accept: 'text/event-stream',
        ...(request.method === 'POST' ? { 'content-type': 'application/json', [CSRF_HEADER]: '1' } : {}),
      },
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      signal: request.signal,
    });
    if (!response.ok || !response.body) {
      throw new ProblemError(
        response.status,
        await response.text(),
        response.headers.get(CORRELATION_HEADER),
      );
    }
    request.onOpen?.();
    yield* this.parse(response.body.getReader());
  }

  private async *parse(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<SseMessage> {
    const decoder = new TextDecoder();
    const ready: EventSourceMessage[] = [];
    const parser = createParser({ onEvent: (message) => ready.push(message) });
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        parser.feed(decoder.decode(value, { stream: true }));
        for (const message of ready.splice(0)) {
          const { event = 'message', id } = message;
          yield { event, data: JSON.parse(message.data) as unknown, ...(id === undefined ? {} : { id }) };
        }
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }
}
