import type { NextFunction, Request, Response } from 'express';
import { validationFailed } from './validation';

/** U+0000, and half of a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** Dotted path of the first text that PostgreSQL cannot keep, be it as text or as JSON; null when there is none. */
export function findUnstorableText(value: unknown): string | null {
  const open: [path: string, value: unknown][] = [['', value]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, member] = next;
    if (typeof member === 'string' && UNSTORABLE.test(member)) return path;
    if (typeof member !== 'object' || member === null) continue;
    for (const [key, inner] of Object.entries(member)) {
      if (UNSTORABLE.test(key)) return path;
      open.push([path === '' ? key : `${path}.${key}`, inner]);
    }
  }
  return null;
}

/** Refuses bodies and queries with text that cannot be kept, before it fails in a statement. */
export function refuseUnstorableText(request: Request, _response: Response, next: NextFunction): void {
  const path = findUnstorableText(request.body) ?? findUnstorableText(request.query);
  if (path !== null) {
    const message = 'Text must be well-formed Unicode without U+0000.';
    throw validationFailed([{ path: path.slice(0, 100), code: 'unstorable_text', message }]);
  }
  next();
}
