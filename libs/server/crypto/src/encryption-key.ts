import { createHash, hkdfSync, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;
/** 32 random bytes have about 30 different values; fewer than this many is one case in more than 10^20. */
const LEAST_DIFFERENT_BYTES = 16;

/** A key of values at rest. */
export interface EncryptionKey {
  /** Stands in every value that was sealed under the key, and tells nothing of it. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** The key of 32 bytes, with its id. */
export function encryptionKeyOf(bytes: Buffer): EncryptionKey {
  if (bytes.length !== KEY_BYTES) throw new Error(`an encryption key has ${KEY_BYTES} bytes`);
  const id = createHash('sha256').update('nora-key-id').update(bytes).digest('hex').slice(0, 8);
  return { id, bytes };
}

/** A new random key. */
export function newEncryptionKey(): EncryptionKey {
  return encryptionKeyOf(randomBytes(KEY_BYTES));
}

/**
 * Reads a key from base64.
 * @throws Error whose message completes "NAME …" and never holds the key
 */
export function parseEncryptionKey(text: string): EncryptionKey {
  if (!BASE64.test(text)) throw new Error('must be 32 bytes in base64 (openssl rand -base64 32)');
  const bytes = Buffer.from(text, 'base64');
  if (isWeak(bytes)) throw new Error('is not random: generate a key (openssl rand -base64 32)');
  return encryptionKeyOf(bytes);
}

/** A key as it is written in settings and key files. */
export function formatEncryptionKey({ bytes }: EncryptionKey): string {
  return bytes.toString('base64');
}

/** A key of 32 bytes for another purpose, from which the encryption key cannot be found (HKDF, RFC 5869). */
export function deriveKey({ bytes }: EncryptionKey, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', bytes, '', purpose, KEY_BYTES));
}

/** Whether bytes were typed, counted or repeated rather than drawn: no random key looks like that. */
function isWeak(bytes: Buffer): boolean {
  return (
    new Set(bytes).size < LEAST_DIFFERENT_BYTES ||
    bytes.subarray(0, KEY_BYTES / 2).equals(bytes.subarray(KEY_BYTES / 2)) ||
    bytes.every((byte) => byte >= 0x20 && byte < 0x7f) ||
    hasOneStep(bytes)
  );
}

/** Bytes that rise or fall by the same amount, such as 00 01 02 03 …. */
function hasOneStep(bytes: Buffer): boolean {
  const step = (index: number): number => (bytes.readUInt8(index) - bytes.readUInt8(index - 1)) & 0xff;
  for (let index = 2; index < bytes.length; index += 1) if (step(index) !== step(1)) return false;
  return true;
}
