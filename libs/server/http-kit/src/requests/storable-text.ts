import { DomainError } from '@nora/contracts';
import type { NextFunction, Request, Response } from 'express';

/** U+0000, and half of a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** Whether PostgreSQL can keep every text of a value, also as JSON. */
export function isStorable(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string' && UNSTORABLE.test(next)) return false;
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, member] of Object.entries(next)) open.push(key, member);
  }
  return true;
}

/** Refuses bodies and queries with text that cannot be kept, before it fails in a statement. */
export function refuseUnstorableText(request: Request, _response: Response, next: NextFunction): void {
  if (!isStorable(request.body) || !isStorable(request.query)) {
    const message = 'The request cannot be read: its text must be well-formed and without U+0000.';
    throw new DomainError('malformed_request', message);
  }
  next();
}
