import { PLATFORM_ROLES, THEMES, type PlatformRole, type Theme } from '@nora/contracts';
import { ApiProperty } from '@nestjs/swagger';

/** The signed-in account. */
export class MeDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  email: string;

  @ApiProperty({ description: 'Whether the address is proven to be theirs.' })
  emailVerified: boolean;

  @ApiProperty()
  name: string;

  @ApiProperty({ type: String, nullable: true, description: 'A small picture as a `data:` URL.' })
  avatar: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'BCP 47 language tag; null follows the browser.',
  })
  locale: string | null;

  @ApiProperty({ enum: THEMES })
  theme: Theme;

  @ApiProperty({ enum: PLATFORM_ROLES })
  platformRole: PlatformRole;

  @ApiProperty({ description: 'False for an account that signs in with an identity provider only.' })
  hasPassword: boolean;

  @ApiProperty({ description: 'Whether a log-in asks for a second factor.' })
  secondFactor: boolean;
}
