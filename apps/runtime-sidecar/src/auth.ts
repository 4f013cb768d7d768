import { createHash, timingSafeEqual } from 'node:crypto';

/** Checks `Authorization: Bearer …`, in the same time for every wrong token. */
export function bearerCheck(token: string): (header: string | undefined) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(token);
  return (header) => {
    const [scheme = '', given = ''] = (header ?? '').split(' ', 2);
    return timingSafeEqual(digest(given), expected) && scheme.toLowerCase() === 'bearer';
  };
}
