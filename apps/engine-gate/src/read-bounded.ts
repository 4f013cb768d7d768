import type { Readable } from 'node:stream';
import { Refusal } from './refusal';

/**
 * Reads a stream to its end.
 * @throws Refusal 413 when it is longer than that
 */
export async function readBounded(stream: Readable, mostBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > mostBytes) throw new Refusal('The body is too long.', 413);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
