import type { AuditFault, AuditFaultCode, AuditVerification } from '@nora/domain';
import { AUDIT_FAULT_CODES } from '@nora/domain';
import { ApiProperty } from '@nestjs/swagger';

const SEQUENCE_OR_NULL = { type: String, nullable: true } as const;

/** The first thing found wrong. */
export class AuditFaultDto implements AuditFault {
  @ApiProperty({ ...SEQUENCE_OR_NULL, description: 'The entry it is about.' })
  sequence: string | null;

  @ApiProperty({ enum: AUDIT_FAULT_CODES })
  code: AuditFaultCode;

  @ApiProperty()
  message: string;
}

/** What a look at the whole chain found. */
export class AuditVerificationDto implements AuditVerification {
  @ApiProperty()
  ok: boolean;

  @ApiProperty({ type: 'integer', description: 'Entries found good before the first fault.' })
  checked: number;

  @ApiProperty({ ...SEQUENCE_OR_NULL, description: 'Of the first of them.' })
  firstSequence: string | null;

  @ApiProperty({ ...SEQUENCE_OR_NULL, description: 'Of the last of them.' })
  lastSequence: string | null;

  @ApiProperty({
    type: 'integer',
    description: 'Entries of the last second, which have no place in the chain yet.',
  })
  unchained: number;

  @ApiProperty({ type: 'integer', description: 'Signatures found good.' })
  checkpoints: number;

  @ApiProperty({ type: AuditFaultDto, nullable: true })
  fault: AuditFaultDto | null;

  @ApiProperty({ format: 'uuid', description: 'The key that signs the chain now.' })
  keyId: string;
}

/** The key with which exports and checkpoints are signed. */
export class AuditKeyDto {
  @ApiProperty({ format: 'uuid' })
  keyId: string;

  @ApiProperty({ description: 'Ed25519, SPKI in PEM.' })
  publicKey: string;

  @ApiProperty({ description: 'SHA-256 over the key in DER, hexadecimal: what people compare.' })
  fingerprint: string;
}
