import { EventSourceParserStream } from 'eventsource-parser/stream';

/** An event of a stream of Nora. */
export interface ApiEvent {
  event: string;
  data: Record<string, unknown>;
}

/** Reads server-sent events until they end. */
export async function* readEvents(response: Response): AsyncGenerator<ApiEvent> {
  if (!response.body) return;
  const events = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { event = 'message', data } of events) {
    yield { event, data: JSON.parse(data) as Record<string, unknown> };
  }
}
