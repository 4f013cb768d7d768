import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length, MaxLength } from 'class-validator';
import { MayBeAbsent, Trimmed } from '../../core/transforms';

/** Begins to set up a second factor. */
export class BeginSecondFactorDto {
  @ApiPropertyOptional({
    maxLength: 128,
    description: 'Of the account; only an account without one leaves it out.',
  })
  @MayBeAbsent()
  @MaxLength(128)
  @IsString()
  password?: string;
}

/** A code of the second factor. */
export class SecondFactorCodeDto {
  @ApiProperty({ minLength: 6, maxLength: 20, description: 'Six digits of the app, or a recovery code.' })
  @Trimmed()
  @Length(6, 20)
  @IsString()
  code: string;
}

/** Takes the second factor away. */
export class RemoveSecondFactorDto extends SecondFactorCodeDto {
  @ApiPropertyOptional({
    maxLength: 128,
    description: 'Of the account; only an account without one leaves it out.',
  })
  @MayBeAbsent()
  @MaxLength(128)
  @IsString()
  password?: string;
}

/** The second step of a log-in. */
export class CompleteSecondFactorDto extends SecondFactorCodeDto {
  @ApiProperty({ maxLength: 200, description: '`challenge` of the answer to the first step.' })
  @Length(1, 200)
  @IsString()
  challenge: string;
}
