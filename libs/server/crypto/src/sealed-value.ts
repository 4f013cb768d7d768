import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { EncryptionKey } from './encryption-key';
import type { KeyRing } from './key-ring';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 'v1';
/** Keys as objects of node:crypto, which takes bytes in anew with every use. */
const keyObjects = new WeakMap<EncryptionKey, KeyObject>();

/** Says which row and column a sealed value belongs to, so that it cannot be moved to another. */
export interface SealContext {
  table: string;
  column: string;
  rowId: string;
}

/** Why a value cannot be opened. */
export type SealFault = 'not-sealed' | 'unknown-key' | 'not-authentic';

/** A value that cannot be opened. The message holds nothing of it. */
export class SealError extends Error {
  override readonly name = 'SealError';

  constructor(
    readonly fault: SealFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What the sealed values under a key begin with. */
export function sealedPrefix({ id }: EncryptionKey): string {
  return `${FORMAT}.${id}.`;
}

/**
 * Encrypts values at rest with AES-256-GCM (NIST SP 800-38D).
 * Form: `v1.<key id>.<base64url of iv, tag and ciphertext>`; the key id is part of the authenticated data.
 */
export class SealedValues {
  constructor(private readonly keys: KeyRing) {}

  seal(plaintext: string, context: SealContext): string {
    const key = this.keys.current();
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, key.bytes, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(associatedData(key.id, context));
    const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    return sealedPrefix(key) + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
  }

  /** @throws SealError when the value was changed, belongs to another row or column, or its key is not known */
  open(sealed: string, context: SealContext): string {
    const [format, keyId, encoded, ...rest] = sealed.split('.');
    if (format !== FORMAT || !keyId || !encoded || rest.length > 0)
      throw new SealError('not-sealed', 'not a sealed value');
    const key = this.keys.find(keyId);
    if (!key) throw new SealError('unknown-key', `no encryption key with id ${keyId}`);
    const bytes = Buffer.from(encoded, 'base64url');
    try {
      // With the length given, a tag that was cut short is refused instead of being easier to guess.
      const options = { authTagLength: TAG_BYTES };
      const decipher = createDecipheriv(ALGORITHM, keyObjectOf(key), bytes.subarray(0, IV_BYTES), options);
      decipher.setAAD(associatedData(keyId, context));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const body = bytes.subarray(IV_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch (error) {
      throw new SealError('not-authentic', 'the value was changed, or belongs to another row or column', {
        cause: error,
      });
    }
  }
}

function associatedData(keyId: string, { table, column, rowId }: SealContext): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, keyId, table, column, rowId]));
}

function keyObjectOf(key: EncryptionKey): KeyObject {
  const known = keyObjects.get(key) ?? createSecretKey(key.bytes);
  keyObjects.set(key, known);
  return known;
}
