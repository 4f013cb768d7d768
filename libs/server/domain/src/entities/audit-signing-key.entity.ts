import { Entity, Column } from 'typeorm';
import { Sealed } from '../secrets/sealed-columns';
import { BaseEntity } from './base.entity';

/** The key with which this installation signs checkpoints and exports of its audit chain. */
@Entity('audit_signing_keys')
export class AuditSigningKey extends BaseEntity {
  /** Ed25519, SPKI in PEM. */
  @Column('text')
  publicKey: string;

  /** Ed25519, PKCS #8 in PEM, sealed. */
  @Sealed()
  privateKey: string;
}
