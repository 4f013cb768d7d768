import { AUDIT_ACTOR_TYPES, type AuditActorType } from '@nora/contracts';
import type { AuditEntryView } from '@nora/domain';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';
import { AUDIT_OUTCOMES, type AuditOutcome } from './audit-filter.dto';

const ID_OR_NULL = { type: String, format: 'uuid', nullable: true } as const;
const TEXT_OR_NULL = { type: String, nullable: true } as const;
const ANY_OBJECT = { type: 'object', additionalProperties: true } as const;
const HASH_OR_NULL = { type: String, nullable: true, pattern: '^[0-9a-f]{64}$' } as const;

/** Who did what to which resource. */
export class AuditEntryDto implements AuditEntryView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({
    ...TEXT_OR_NULL,
    description: 'Place in the chain; null for about a second, until it has one.',
  })
  sequence: string | null;

  @ApiProperty({ format: 'date-time', description: 'With microseconds.' })
  createdAt: string;

  @ApiProperty({ ...ID_OR_NULL, description: 'Null for acts on the installation.' })
  workspaceId: string | null;

  @ApiProperty({ enum: AUDIT_ACTOR_TYPES })
  actorType: AuditActorType;

  @ApiProperty({ ...ID_OR_NULL, description: 'Account or API key; null for a worker and for a stranger.' })
  actorId: string | null;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'What the actor was called then.' })
  actorLabel: string | null;

  @ApiProperty({ ...ID_OR_NULL, description: 'The account for which an API key or a worker acted.' })
  onBehalfOfId: string | null;

  @ApiProperty({ example: 'agent.deploy' })
  action: string;

  @ApiProperty({ example: 'agent' })
  resourceType: string;

  @ApiProperty(TEXT_OR_NULL)
  resourceId: string | null;

  @ApiProperty({ enum: AUDIT_OUTCOMES })
  outcome: AuditOutcome;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'Id of the request.' })
  correlationId: string | null;

  @ApiProperty(TEXT_OR_NULL)
  address: string | null;

  @ApiProperty({ ...ANY_OBJECT, description: 'Facts of the act; secrets are masked.' })
  details: object;

  @ApiProperty({ ...ANY_OBJECT, nullable: true, description: 'What was changed, as it was before.' })
  before: object | null;

  @ApiProperty({ ...ANY_OBJECT, nullable: true, description: 'The same afterwards.' })
  after: object | null;

  @ApiProperty({ ...HASH_OR_NULL, description: 'Hash of the entry before it in the chain.' })
  previousHash: string | null;

  @ApiProperty({ ...HASH_OR_NULL, description: 'SHA-256 over this entry and the hash before.' })
  hash: string | null;
}

export class AuditPageDto implements Page<AuditEntryDto> {
  @ApiProperty({ type: [AuditEntryDto] })
  items: AuditEntryDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** An export, in the form that was asked for. */
export const EXPORT_CONTENT = {
  description: 'JSON Lines: a signed header, entries, a signed trailer. Or a table with a row of names.',
  content: {
    'application/x-ndjson': { schema: { type: 'string' } },
    'text/csv': { schema: { type: 'string' } },
  },
};
