import { DomainError } from '@nora/contracts';
import type { NextFunction, Request, Response } from 'express';

const FORBIDDEN = new Set(['__proto__', 'prototype', 'constructor']);

/** The first key that could reach a prototype, at any depth; null when there is none. */
export function findForbiddenKey(value: unknown): string | null {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, member] of Object.entries(next)) {
      if (FORBIDDEN.has(key)) return key;
      open.push(member);
    }
  }
  return null;
}

/** The same for a query, whose names may spell a path: `a[__proto__][b]` or `a.prototype.b`. */
export function findForbiddenQueryKey(query: object): string | null {
  const keys = Object.keys(query);
  return keys.find((key) => key.split(/[.[\]]/).some((part) => FORBIDDEN.has(part))) ?? null;
}

/** Refuses bodies and queries that try to reach a prototype, and bodies that are no JSON object. */
export function refuseForbiddenKeys(request: Request, _response: Response, next: NextFunction): void {
  const body: unknown = request.body;
  if (Array.isArray(body)) {
    throw new DomainError('malformed_request', 'The request cannot be read: the body must be a JSON object.');
  }
  const key = findForbiddenKey(body) ?? findForbiddenQueryKey(request.query);
  if (key !== null) throw new DomainError('forbidden_key', `The key “${key}” is not accepted anywhere.`);
  next();
}
