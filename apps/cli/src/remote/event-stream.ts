import { setTimeout as sleep } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { CallOptions, NoraClient } from './client';
import { UnreachableError } from './remote-error';

export interface StreamEvent {
  id: string | undefined;
  event: string;
  data: string;
}

const AGAIN_MS = 1_000;
const TRIES = 20;

/** Reads one stream of server-sent events until it ends. */
export async function* readEvents(response: Response): AsyncGenerator<StreamEvent> {
  if (!response.body) return;
  const events = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { id, event = 'message', data } of events) yield { id, event, data };
}

/**
 * Follows a stream and takes it up again after the last event when it was cut off.
 * @throws RemoteError when it is refused, UnreachableError when it does not come back
 */
export async function* followEvents(
  client: NoraClient,
  path: string,
  { query, signal }: Pick<CallOptions, 'query' | 'signal'>,
): AsyncGenerator<StreamEvent> {
  let lastId: string | undefined;
  for (let tries = 0; !signal?.aborted;) {
    try {
      const headers = {
        accept: 'text/event-stream',
        ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
      };
      const response = await client.stream('GET', path, { query, headers, ...(signal && { signal }) });
      for await (const event of readEvents(response)) {
        tries = 0;
        lastId = event.id ?? lastId;
        yield event;
      }
    } catch (error) {
      if (signal?.aborted) return;
      const isCut = error instanceof UnreachableError || isTerminated(error);
      tries += 1;
      if (!isCut || tries >= TRIES) throw error;
    }
    await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** How `fetch` says that a body did not come to its end. */
function isTerminated(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'TypeError';
}
