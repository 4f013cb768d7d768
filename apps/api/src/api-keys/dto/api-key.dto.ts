import { API_KEY_SCOPES, type ApiKeyScope } from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';
import { PersonDto } from '../../core/person.dto';

export const API_KEY_STATES = ['active', 'expired', 'revoked'] as const;
export type ApiKeyState = (typeof API_KEY_STATES)[number];

/** An API key as it is shown: never the key itself. */
export class ApiKeyDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ description: 'Its first 12 characters.' })
  prefix: string;

  @ApiProperty({ enum: API_KEY_SCOPES, isArray: true })
  scopes: ApiKeyScope[];

  @ApiProperty({ type: [String], description: 'Addresses it may be used from; empty means anywhere.' })
  allowedCidrs: string[];

  @ApiProperty({ enum: API_KEY_STATES })
  state: ApiKeyState;

  @ApiProperty({ description: 'The member it acts for.' })
  issuer: PersonDto;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  revokedAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To the minute.' })
  lastUsedAt: string | null;

  @ApiProperty({ type: String, nullable: true })
  lastUsedAddress: string | null;
}

export class ApiKeyPageDto implements Page<ApiKeyDto> {
  @ApiProperty({ type: [ApiKeyDto] })
  items: ApiKeyDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** A new API key. */
export class CreatedApiKeyDto {
  @ApiProperty()
  apiKey: ApiKeyDto;

  @ApiProperty({ description: 'The key. It is shown this once and cannot be read again.' })
  key: string;
}
