import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'nora_';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_BYTES = 32;
/** Digits that hold 32 bytes: 62^43 > 2^256. */
const SECRET_DIGITS = 43;
/** Digits that hold a CRC-32: 62^6 > 2^32. */
const CHECKSUM_DIGITS = 6;
const FORM = new RegExp(`^${PREFIX}[0-9A-Za-z]{${SECRET_DIGITS}}[0-9A-Za-z]{${CHECKSUM_DIGITS}}$`);

/** Characters of a key that may be kept readable, to find and to recognise it. */
export const API_KEY_PREFIX_LENGTH = 12;

/** A new API key: `nora_`, 32 random bytes and their checksum, in base 62. */
export function newApiKey(): string {
  const body = PREFIX + base62(BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`), SECRET_DIGITS);
  return body + checksumOf(body);
}

/** Whether a text can be an API key at all; junk and mistyped keys are told without a look into the database. */
export function isApiKey(text: string): boolean {
  return FORM.test(text) && checksumOf(text.slice(0, -CHECKSUM_DIGITS)) === text.slice(-CHECKSUM_DIGITS);
}

/** Whether a bearer credential claims to be an API key and not a session token. */
export function looksLikeApiKey(text: string): boolean {
  return text.startsWith(PREFIX);
}

function checksumOf(body: string): string {
  return base62(BigInt(crc32(body)), CHECKSUM_DIGITS);
}

function base62(value: bigint, digits: number): string {
  let text = '';
  for (let rest = value; text.length < digits; rest /= 62n) text = DIGITS[Number(rest % 62n)] + text;
  return text;
}
