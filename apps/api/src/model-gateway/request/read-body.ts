import type { IncomingMessage } from 'node:http';

/**
 * All of a request's body; null when it is larger than it may be. The rest is then read and dropped, up to as much
 * again, so that the caller gets to see the refusal.
 * @param limit bytes
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    else if (length > 2 * limit) return null;
  }
  return length > limit ? null : Buffer.concat(chunks, length);
}
