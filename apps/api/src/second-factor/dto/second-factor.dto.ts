import { ApiProperty } from '@nestjs/swagger';

/** The second factor of an account. */
export class SecondFactorDto {
  @ApiProperty({ description: 'Whether a log-in asks for a code.' })
  enabled: boolean;

  @ApiProperty({ type: 'integer', description: 'Recovery codes that have not been used.' })
  recoveryCodesLeft: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Since when it is asked for.',
  })
  confirmedAt: string | null;
}

/** What an authenticator app needs. Shown once. */
export class SecondFactorSetupDto {
  @ApiProperty({ description: 'The shared secret in base 32, to be typed where no picture can be taken.' })
  secret: string;

  @ApiProperty({ format: 'uri', description: 'The same as an `otpauth:` address, for a QR code.' })
  uri: string;
}

/** Codes that stand in for the authenticator app, each of them once. Shown once. */
export class RecoveryCodesDto {
  @ApiProperty({ type: [String], minItems: 10, maxItems: 10, description: 'Each of the form `xxxxx-xxxxx`.' })
  recoveryCodes: string[];
}
