import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 'v1';

/** Says which row and column a sealed value belongs to, so that it cannot be moved to another. */
export interface SealContext {
  table: string;
  column: string;
  rowId: string;
}

/**
 * Encrypts values at rest with AES-256-GCM (NIST SP 800-38D).
 * Form: `v1.<key id>.<base64url of iv, tag and ciphertext>`; the key id is part of the authenticated data.
 */
export class SealedValues {
  private readonly keys: Map<string, Buffer>;
  private readonly currentKeyId: string;

  /** @param keys 32-byte keys, the current one first; the others only open what they sealed */
  constructor(...keys: [Buffer, ...Buffer[]]) {
    this.keys = new Map(keys.map((key) => [keyIdOf(key), key]));
    this.currentKeyId = keyIdOf(keys[0]);
  }

  seal(plaintext: string, context: SealContext): string {
    const keyId = this.currentKeyId;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.keyOf(keyId), iv);
    cipher.setAAD(associatedData(keyId, context));
    const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    return [FORMAT, keyId, Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')].join('.');
  }

  /** @throws Error when the value was changed, belongs to another row or column, or its key is not known */
  open(sealed: string, context: SealContext): string {
    const [format, keyId, encoded] = sealed.split('.');
    if (format !== FORMAT || !keyId || !encoded) throw new Error('not a sealed value');
    const bytes = Buffer.from(encoded, 'base64url');
    const decipher = createDecipheriv(ALGORITHM, this.keyOf(keyId), bytes.subarray(0, IV_BYTES));
    decipher.setAAD(associatedData(keyId, context));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const body = bytes.subarray(IV_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  }

  private keyOf(keyId: string): Buffer {
    const key = this.keys.get(keyId);
    if (!key) throw new Error(`no encryption key with id ${keyId}`);
    return key;
  }
}

function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('nora-key-id').update(key).digest('hex').slice(0, 8);
}

function associatedData(keyId: string, { table, column, rowId }: SealContext): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, keyId, table, column, rowId]));
}
