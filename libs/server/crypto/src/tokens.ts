import { createHmac, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';

/** A random token of 32 bytes, base64url, after a prefix that tells people and scanners what it is. */
export function randomToken(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** HMAC-SHA256 of a token, hex: what is stored where only comparison is needed. `purpose` keeps uses apart. */
export function hashToken(token: string, key: string | Buffer | KeyObject, purpose: string): string {
  return createHmac('sha256', key).update(purpose).update('\0').update(token).digest('hex');
}

/** Compares two texts in a time that does not depend on where they differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  const key = randomBytes(32);
  const digest = (value: string) => createHmac('sha256', key).update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}
