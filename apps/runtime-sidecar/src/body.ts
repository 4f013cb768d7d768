import type { IncomingMessage } from 'node:http';
import type { ExecRequest } from './exec';
import { HttpError } from './http-error';

const LARGEST_BODY = 262_144;
const SILENT_MS = 30_000;
const LONGEST_EXEC_MS = 3_600_000;
const DEFAULT_EXEC_MS = 60_000;

/**
 * Reads a JSON object from a request.
 * @throws HttpError 413 or 400
 */
export async function readJsonBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const pieces: Buffer[] = [];
  let size = 0;
  request.setTimeout(SILENT_MS, () => request.destroy());
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > LARGEST_BODY) {
      throw new HttpError(413, 'payload_too_large', `A body may have up to ${LARGEST_BODY} bytes.`);
    }
    pieces.push(piece);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    throw new HttpError(400, 'malformed_request', 'The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HttpError(400, 'malformed_request', 'The body must be an object.');
  }
  return value as Record<string, unknown>;
}

/**
 * Reads `{argv, timeoutMs?, async?}`.
 * @throws HttpError 422 that names the member at fault
 */
export function parseExec(body: Record<string, unknown>): ExecRequest & { async: boolean } {
  const { argv, timeoutMs = DEFAULT_EXEC_MS, async: inBackground = false } = body;
  const isText = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0');
  if (!Array.isArray(argv) || argv.length === 0 || !argv.every(isText) || argv[0] === '') {
    throw new HttpError(
      422,
      'validation_failed',
      'argv must be an array of strings that begins with a program.',
    );
  }
  if (!Number.isInteger(timeoutMs) || Number(timeoutMs) < 1 || Number(timeoutMs) > LONGEST_EXEC_MS) {
    throw new HttpError(422, 'validation_failed', `timeoutMs must be a number from 1 to ${LONGEST_EXEC_MS}.`);
  }
  if (typeof inBackground !== 'boolean') {
    throw new HttpError(422, 'validation_failed', 'async must be true or false.');
  }
  return { argv, timeoutMs: Number(timeoutMs), async: inBackground };
}

/**
 * Reads `?tail=` of a log request.
 * @throws HttpError 422
 */
export function parseTail(value: string | null): number {
  const tail = Number(value ?? 200);
  if (!Number.isInteger(tail) || tail < 0 || tail > 10_000) {
    throw new HttpError(422, 'validation_failed', 'tail must be a whole number from 0 to 10000.');
  }
  return tail;
}
