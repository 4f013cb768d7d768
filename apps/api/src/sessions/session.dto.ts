import { SIGN_IN_METHODS, type SignInMethod } from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';

/** A session of an account: a browser, or a program with a session token. */
export class SessionDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'True for the session that asks.' })
  current: boolean;

  @ApiProperty({ enum: SIGN_IN_METHODS })
  method: SignInMethod;

  @ApiProperty({ description: 'Browser and system in words.' })
  device: string;

  @ApiProperty({ type: String, nullable: true })
  userAgent: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Where it was opened from.' })
  address: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time', description: 'To the minute.' })
  lastUsedAt: string;

  @ApiProperty({ format: 'date-time', description: 'When it ends if it is not used again.' })
  expiresAt: string;
}

export class SessionPageDto implements Page<SessionDto> {
  @ApiProperty({ type: [SessionDto] })
  items: SessionDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
