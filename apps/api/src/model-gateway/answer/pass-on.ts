import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { StreamedAnswer } from '@nora/outbound-http';
import type { AnswerMeter } from './answer-meter';
import { isEventStream } from './event-stream';
import { headersToAgent } from './passed-headers';
import { WithoutUsageEvent } from './without-usage-event';

/** How an answer goes to the agent. */
export interface Passage {
  answer: StreamedAnswer;
  response: ServerResponse;
  meter: AnswerMeter;
  /** Whether the event that tells what was used is kept from the agent. */
  withholdsUsage: boolean;
  signal: AbortSignal;
  /** Called when the first bytes of the body have come. */
  onFirst: () => void;
}

/**
 * Sends an answer on as it comes, no faster than the agent reads it.
 * @throws what the answer throws; the signal's reason
 */
export async function passOn({ answer, response, meter, signal, onFirst, ...how }: Passage): Promise<void> {
  const filter = how.withholdsUsage ? new WithoutUsageEvent() : null;
  const { 'content-type': contentType, ...headers } = headersToAgent(answer.headers, filter !== null);
  // Set by itself, so that it can be asked for when the answer breaks off.
  if (contentType !== undefined) response.setHeader('content-type', contentType);
  response.writeHead(answer.status, headers);
  // Streams show that they have begun, however long the first word takes; of documents it goes out with the first bytes.
  if (isEventStream(contentType)) response.flushHeaders();
  let isFirst = true;
  for await (const chunk of answer.body) {
    if (isFirst) onFirst();
    isFirst = false;
    meter.see(chunk);
    const sent = filter ? filter.pass(chunk) : chunk;
    if (sent.length > 0 && !response.write(sent)) await once(response, 'drain', { signal });
  }
  signal.throwIfAborted();
  response.end(filter?.rest());
}
