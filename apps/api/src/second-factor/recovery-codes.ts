import { randomBytes } from 'node:crypto';
import { equalInConstantTime } from '@nora/crypto';

const COUNT = 10;
/** Base 32 of RFC 4648 in lower case: 32 of them, so that a byte maps on them evenly. */
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 10;

/** Codes of 50 random bits, of the form `xxxxx-xxxxx`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    const characters = [...randomBytes(LENGTH)].map((byte) => CHARACTERS[byte % CHARACTERS.length]);
    return `${characters.slice(0, LENGTH / 2).join('')}-${characters.slice(LENGTH / 2).join('')}`;
  });
}

/** The codes that are left when one of them is used, however it is typed; null when it is none of them. */
export function withoutCode(codes: string[], typed: string): string[] | null {
  const code = plain(typed);
  const left = codes.filter((candidate) => !equalInConstantTime(plain(candidate), code));
  return left.length < codes.length ? left : null;
}

const plain = (code: string): string => code.toLowerCase().replace(/[\s-]/g, '');
