import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { HttpError } from './http-error';

/** What a request is answered with. */
export interface Answer {
  status: number;
  body: object;
}

/** Answers with JSON. @param headers beside those of every answer */
export function send(
  response: ServerResponse,
  { status, body }: Answer,
  headers: OutgoingHttpHeaders = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(text);
}

/** The answer for whatever was thrown; what is not expected is logged, and says nothing of its cause. */
export function problemOf(error: unknown): Answer {
  if (error instanceof HttpError) {
    const { status, code, message, fault } = error;
    return { status, body: { error: { code, message, ...(fault && { fault }) } } };
  }
  process.stderr.write(
    `nora-sidecar: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return { status: 500, body: { error: { code: 'internal_error', message: 'The sidecar failed.' } } };
}
