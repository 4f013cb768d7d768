import { PageQueryDto } from '@nora/http-kit';
import { ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import { IsInstant } from '../core/instant';

export const AUDIT_OUTCOMES = ['allowed', 'refused'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

const SEQUENCE = /^[1-9][0-9]{0,17}$/;
const NO_CONTROLS = /^[^\p{Cc}]*$/u;

/** What entries are narrowed to. */
export class AuditFilterDto {
  @ApiPropertyOptional({
    maxLength: 100,
    description: 'The action, or the beginning of actions when it ends with a dot: `agent.`.',
    example: 'agent.deploy',
  })
  @IsOptional()
  @Matches(/^[a-z0-9.-]+$/)
  @Length(1, 100)
  @IsString()
  action?: string;

  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The account or API key that acted, or for which it was done.',
  })
  @IsOptional()
  @IsUUID()
  actorId?: string;

  @ApiPropertyOptional({ maxLength: 100, example: 'agent' })
  @IsOptional()
  @Matches(/^[a-z0-9-]+$/)
  @Length(1, 100)
  @IsString()
  resourceType?: string;

  @ApiPropertyOptional({ maxLength: 200 })
  @IsOptional()
  @Matches(NO_CONTROLS)
  @Length(1, 200)
  @IsString()
  resourceId?: string;

  @ApiPropertyOptional({ enum: AUDIT_OUTCOMES })
  @IsOptional()
  @IsIn(AUDIT_OUTCOMES)
  outcome?: AuditOutcome;

  @ApiPropertyOptional({ maxLength: 200, description: 'Everything one request did.' })
  @IsOptional()
  @Matches(NO_CONTROLS)
  @Length(1, 200)
  @IsString()
  correlationId?: string;

  @ApiPropertyOptional({
    ...{ pattern: SEQUENCE.source, maxLength: 18 },
    description: 'The one entry at this place in the chain.',
    example: '42',
  })
  @IsOptional()
  @Matches(SEQUENCE)
  @IsString()
  sequence?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Not before this time.' })
  @IsOptional()
  @IsInstant()
  since?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Before this time.' })
  @IsOptional()
  @IsInstant()
  until?: string;
}

/** The same over the whole installation. */
export class PlatformAuditFilterDto extends AuditFilterDto {
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  workspaceId?: string;
}

export class ListAuditQueryDto extends IntersectionType(AuditFilterDto, PageQueryDto) {}

export class ListPlatformAuditQueryDto extends IntersectionType(PlatformAuditFilterDto, PageQueryDto) {}

export const AUDIT_EXPORT_FORMATS = ['jsonl', 'csv'] as const;
export type AuditExportFormat = (typeof AUDIT_EXPORT_FORMATS)[number];

const FORMAT = {
  ...{ enum: AUDIT_EXPORT_FORMATS, default: 'jsonl' },
  description: 'JSON Lines can be verified, a table (CSV) cannot.',
} as const;

export class ExportAuditQueryDto extends AuditFilterDto {
  @ApiPropertyOptional(FORMAT)
  @IsOptional()
  @IsIn(AUDIT_EXPORT_FORMATS)
  format: AuditExportFormat = 'jsonl';
}

export class ExportPlatformAuditQueryDto extends PlatformAuditFilterDto {
  @ApiPropertyOptional(FORMAT)
  @IsOptional()
  @IsIn(AUDIT_EXPORT_FORMATS)
  format: AuditExportFormat = 'jsonl';
}
