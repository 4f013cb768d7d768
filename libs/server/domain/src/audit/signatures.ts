import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { canonicalJson } from './canonical';

/** A key that signatures are checked with. */
export interface AuditPublicKey {
  keyId: string;
  /** Ed25519, SPKI in PEM. */
  publicKey: string;
}

const ED25519_SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/;

/** Signs statements of the audit log with Ed25519 (RFC 8032). */
export class AuditSigner implements AuditPublicKey {
  private readonly privateKey: KeyObject;

  /** @param privateKey PKCS #8 in PEM */
  constructor(
    readonly keyId: string,
    readonly publicKey: string,
    privateKey: string,
  ) {
    this.privateKey = createPrivateKey(privateKey);
  }

  /** Signature under the canonical JSON of a statement, base64url. */
  sign(statement: object): string {
    return sign(null, Buffer.from(canonicalJson(statement)), this.privateKey).toString('base64url');
  }
}

/** Whether a statement was signed with the private half of a key. */
export function isSigned(statement: object, signature: string, { publicKey }: AuditPublicKey): boolean {
  // The last character of base64url has bits to spare: only one spelling of a signature counts.
  if (!ED25519_SIGNATURE.test(signature)) return false;
  try {
    const key = createPublicKey(publicKey);
    if (key.asymmetricKeyType !== 'ed25519') return false;
    return verify(null, Buffer.from(canonicalJson(statement)), key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

/**
 * What people compare to know a key again: SHA-256 over its SPKI in DER, hexadecimal.
 * @throws when the text is no public key
 */
export function fingerprintOf(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex');
}
