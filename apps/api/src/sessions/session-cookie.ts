import { SESSION_COOKIE } from '@nora/contracts';
import type { CookieOptions, Response } from 'express';
import { SESSION_LIFETIME_DAYS } from './session-tokens';

function optionsFor(publicUrl: string): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: publicUrl.startsWith('https:') };
}

/** Gives the browser its session. */
export function setSessionCookie(response: Response, publicUrl: string, token: string): void {
  const maxAge = SESSION_LIFETIME_DAYS * 24 * 3_600_000;
  response.cookie(SESSION_COOKIE, token, { ...optionsFor(publicUrl), maxAge });
}

/** Takes it away again. */
export function clearSessionCookie(response: Response, publicUrl: string): void {
  response.clearCookie(SESSION_COOKIE, optionsFor(publicUrl));
}
