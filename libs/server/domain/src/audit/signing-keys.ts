import { generateKeyPairSync } from 'node:crypto';
import type { SealedValues } from '@nora/crypto';
import type { DataSource } from 'typeorm';
import { AuditSigningKey } from '../entities';
import { sealContext } from '../secrets/sealed-columns';
import { AUDIT_LOCKS } from './locks';
import { AuditSigner, isSigned } from './signatures';

/** The key with which an installation signs its audit log. */
export class AuditSigningKeys {
  private current: Promise<AuditSigner> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly sealed: SealedValues,
  ) {}

  /** The key, made on first use. @throws Error when it cannot be opened with the encryption key */
  signer(): Promise<AuditSigner> {
    this.current ??= this.open().catch((error: unknown) => {
      this.current = null;
      throw error;
    });
    return this.current;
  }

  /** Whether a stored key was made by this installation, and not put in by somebody with the database in hand. */
  isGenuine(row: AuditSigningKey): boolean {
    try {
      const signer = this.toSigner(row);
      const statement = { proves: row.id };
      return isSigned(statement, signer.sign(statement), { keyId: row.id, publicKey: row.publicKey });
    } catch {
      return false;
    }
  }

  private async open(): Promise<AuditSigner> {
    const row = await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [AUDIT_LOCKS.signingKey]);
      const [kept] = await manager.find(AuditSigningKey, { order: { id: 'DESC' }, take: 1 });
      if (kept) return kept;
      const made = this.make();
      await manager.insert(AuditSigningKey, made);
      return made;
    });
    return this.toSigner(row);
  }

  private make(): AuditSigningKey {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const row = new AuditSigningKey();
    row.publicKey = publicKey;
    row.privateKey = this.sealed.seal(privateKey, sealContext(AuditSigningKey, 'privateKey', row.id));
    return row;
  }

  private toSigner({ id, publicKey, privateKey }: AuditSigningKey): AuditSigner {
    return new AuditSigner(
      id,
      publicKey,
      this.sealed.open(privateKey, sealContext(AuditSigningKey, 'privateKey', id)),
    );
  }
}
