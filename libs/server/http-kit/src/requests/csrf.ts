import { CSRF_HEADER, DomainError } from '@nora/contracts';
import type { Request } from 'express';
import { Upgrade } from '../upgrades/upgrade';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True for methods that change nothing (RFC 9110 §9.2.1). */
export function isSafeMethod(method: string): boolean {
  return SAFE_METHODS.has(method);
}

/**
 * Refuses an unsafe request whose browser would send the session cookie although another site asked for it. A request
 * for a WebSocket is unsafe: browsers let every page open one, and give it no header of its own.
 * @throws DomainError `csrf_failed`
 */
export function requireSameOrigin(request: Request, publicUrl: string): void {
  const isUpgrade = Upgrade.of(request) !== null;
  if (isSafeMethod(request.method) && !isUpgrade) return;
  if (request.headers[CSRF_HEADER] === undefined && !isUpgrade) {
    throw new DomainError(
      'csrf_failed',
      `Send the ${CSRF_HEADER} header with a request that changes something.`,
    );
  }
  if (originOf(request, publicUrl) !== 'same') {
    throw new DomainError('csrf_failed', 'The request does not come from a page of this server.');
  }
}

/**
 * Refuses an unsafe request that a browser says another site made. One that says nothing passes: it carries
 * no session, e.g. a log-in from the command line.
 * @throws DomainError `csrf_failed`
 */
export function refuseCrossOrigin(request: Request, publicUrl: string): void {
  if (isSafeMethod(request.method) || originOf(request, publicUrl) !== 'other') return;
  throw new DomainError('csrf_failed', 'The request comes from a page of another server.');
}

function originOf(request: Request, publicUrl: string): 'same' | 'other' | 'unknown' {
  const { origin } = request.headers;
  if (origin !== undefined) {
    const own = [new URL(publicUrl).origin, `${request.protocol}://${request.host}`];
    return own.includes(origin) ? 'same' : 'other';
  }
  const site = request.headers['sec-fetch-site'];
  if (site === undefined) return 'unknown';
  return site === 'same-origin' || site === 'none' ? 'same' : 'other';
}
