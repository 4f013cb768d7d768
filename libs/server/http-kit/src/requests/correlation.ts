import { randomUUID } from 'node:crypto';
import { CORRELATION_HEADER } from '@nora/contracts';
import { withCorrelationId } from '@nora/observability';
import type { NextFunction, Request, Response } from 'express';

/** Forms of a correlation id that are taken over from a caller; anything else is replaced. */
const ACCEPTED = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** Gives every request a correlation id: answered as a header, and in everything that is logged. */
export function correlation(request: Request, response: Response, next: NextFunction): void {
  const given = request.headers[CORRELATION_HEADER];
  const id = typeof given === 'string' && ACCEPTED.test(given) ? given : randomUUID();
  response.setHeader(CORRELATION_HEADER, id);
  withCorrelationId(id, next);
}
