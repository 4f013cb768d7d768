import type { IncomingMessage } from 'node:http';
import { unreadable } from './sidecar-answers';

/** Bytes of an answer: more than a page of the longest names. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Reads a JSON answer of the sidecar.
 * @throws DomainError `runtime_refused` when it is too long or no JSON
 */
export async function readJson(answer: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MOST_BYTES) throw unreadable();
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    throw unreadable();
  }
}
