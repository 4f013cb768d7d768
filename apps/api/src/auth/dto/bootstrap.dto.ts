import { BANNER_SEVERITIES, OAUTH_PROVIDERS, type BannerSeverity, type OauthProvider } from '@nora/contracts';
import { ApiProperty } from '@nestjs/swagger';

/** An identity provider that one can sign in with. */
export class OauthProviderDto {
  @ApiProperty({ enum: OAUTH_PROVIDERS })
  id: OauthProvider;

  @ApiProperty({ description: 'What to call it on a button.' })
  name: string;
}

/** What everybody is told. */
export class ShownBannerDto {
  @ApiProperty({ description: 'Changes with the banner: whoever has put one away is shown the next one.' })
  id: string;

  @ApiProperty({ description: 'Plain text.' })
  text: string;

  @ApiProperty({ enum: BANNER_SEVERITIES })
  severity: BannerSeverity;
}

/** What the public pages must know before anyone is signed in. */
export class BootstrapDto {
  @ApiProperty({ description: 'True until someone has claimed this server.' })
  needsFirstAdmin: boolean;

  @ApiProperty({ description: 'Whether strangers may open an account.' })
  signupEnabled: boolean;

  @ApiProperty({
    description: 'Whether links are mailed; where they are not, an administrator hands them on.',
  })
  mail: boolean;

  @ApiProperty({ type: [OauthProviderDto] })
  oauth: OauthProviderDto[];

  @ApiProperty({
    type: ShownBannerDto,
    nullable: true,
    description: 'What everybody is told now, signed in or not.',
  })
  banner: ShownBannerDto | null;
}
