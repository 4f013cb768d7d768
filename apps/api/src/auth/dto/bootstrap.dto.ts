import { ApiProperty } from '@nestjs/swagger';

/** What the public pages must know before anyone is signed in. */
export class BootstrapDto {
  @ApiProperty({ description: 'True until someone has claimed this server.' })
  needsFirstAdmin: boolean;

  @ApiProperty({ description: 'Whether strangers may open an account.' })
  signupEnabled: boolean;
}
