import type { IncomingMessage } from 'node:http';
import type { BodyPlace } from './body-room';

/** What becomes of a body that is not read to its end. */
export type UnreadBody = 'too-large' | 'no-room';

/**
 * All of a request's body, or why it was not kept. Of one that is too large the rest is read and dropped, up to as
 * much again, so that the caller gets to see the refusal.
 * @param limit bytes
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
  place: BodyPlace,
): Promise<Buffer | UnreadBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > 2 * limit) return 'too-large';
    if (length > limit) continue;
    if (!place.take(chunk.length)) return 'no-room';
    chunks.push(chunk);
  }
  return length > limit ? 'too-large' : Buffer.concat(chunks, length);
}
