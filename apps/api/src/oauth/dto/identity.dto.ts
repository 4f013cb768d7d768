import { OAUTH_PROVIDERS, type OauthProvider } from '@nora/contracts';
import type { Page } from '@nora/http-kit';
import { ApiProperty } from '@nestjs/swagger';

/** An account at an identity provider with which one signs in here. */
export class IdentityDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: OAUTH_PROVIDERS })
  provider: OauthProvider;

  @ApiProperty({ description: 'What the log-in page calls the provider.' })
  name: string;

  @ApiProperty({ type: String, nullable: true, description: 'As the provider told it last.' })
  email: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastUsedAt: string | null;
}

export class IdentityPageDto implements Page<IdentityDto> {
  @ApiProperty({ type: [IdentityDto] })
  items: IdentityDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
