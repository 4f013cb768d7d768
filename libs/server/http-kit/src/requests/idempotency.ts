import { createHash } from 'node:crypto';
import { DomainError, IDEMPOTENCY_HEADER } from '@nora/contracts';
import { SetMetadata, applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Request } from 'express';

/** Header of an answer that was given before and is repeated. */
export const REPLAYED_HEADER = 'Idempotency-Replayed';

/** Metadata and OpenAPI extension of operations whose answer cannot be kept. */
export const NOT_REPEATABLE = 'x-nora-not-repeatable';

/** Visible ASCII, as the header is read by every proxy on the way. */
const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * Says that a changing call takes no `Idempotency-Key`: its answer is a stream, or shows a secret that must not be
 * kept for a repetition.
 */
export function NotRepeatable(): MethodDecorator {
  return applyDecorators(SetMetadata(NOT_REPEATABLE, true), ApiExtension(NOT_REPEATABLE, true));
}

/**
 * The key under which a request may be repeated, null when it has none.
 * @throws DomainError `malformed_request` when it is no key
 */
export function idempotencyKeyOf(request: Request): string | null {
  const key = request.headers[IDEMPOTENCY_HEADER];
  if (key === undefined) return null;
  if (typeof key === 'string' && KEY.test(key)) return key;
  const message = 'Idempotency-Key must be 1 to 200 visible ASCII characters, and be sent once.';
  throw new DomainError('malformed_request', message);
}

/** SHA-256 of method, path with query, and body, in hexadecimal; the order of members does not matter. */
export function fingerprintOf({ method, originalUrl, body }: Request): string {
  const text = `${method} ${originalUrl}\n${canonical(body ?? null)}`;
  return createHash('sha256').update(text).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
