import type { CookieOptions, Request, Response } from 'express';
import { ATTEMPT_MINUTES } from './oauth-attempts';

/** Binds an attempt to the browser that began it. */
const OAUTH_COOKIE = 'nora_oauth';

function optionsFor(publicUrl: string): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/api', secure: publicUrl.startsWith('https:') };
}

export function setOauthCookie(response: Response, publicUrl: string, browser: string): void {
  response.cookie(OAUTH_COOKIE, browser, { ...optionsFor(publicUrl), maxAge: ATTEMPT_MINUTES * 60_000 });
}

export function clearOauthCookie(response: Response, publicUrl: string): void {
  response.clearCookie(OAUTH_COOKIE, optionsFor(publicUrl));
}

/** What the browser kept; null when it kept nothing. */
export function oauthCookieOf(request: Request): string | null {
  const cookie = (request.cookies as Record<string, unknown>)[OAUTH_COOKIE];
  return typeof cookie === 'string' ? cookie : null;
}
