import { UNKNOWN_PRICE_POLICIES, type UnknownPricePolicy } from '@nora/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { IsIn, IsString, Length, Matches } from 'class-validator';
import { IsTimeZoneName, TIME_ZONE } from '../../core/time-zone';
import { MayBeAbsent, Trimmed } from '../../core/transforms';

const NAME = { minLength: 1, maxLength: 80 } as const;

/** What a workspace can be called: 1 to 80 characters without control characters. */
const IsWorkspaceName = (): PropertyDecorator =>
  applyDecorators(
    Trimmed(),
    Matches(/^[^\p{Cc}]*$/u, { message: '$property must not hold control characters' }),
    Length(NAME.minLength, NAME.maxLength),
    IsString(),
  );

/** A new workspace. */
export class CreateWorkspaceDto {
  @ApiProperty({ ...NAME })
  @IsWorkspaceName()
  name: string;
}

/** What is to be another of a workspace. */
export class ChangeWorkspaceDto {
  @ApiPropertyOptional({ ...NAME })
  @MayBeAbsent()
  @IsWorkspaceName()
  name?: string;

  @ApiPropertyOptional({
    ...TIME_ZONE,
    description:
      'By whose calendar budgets and usage are counted from now on; a name of the IANA database. What was spent of a budget’s present period stays spent.',
  })
  @MayBeAbsent()
  @IsTimeZoneName()
  timeZone?: string;

  @ApiPropertyOptional({
    enum: UNKNOWN_PRICE_POLICIES,
    description: 'Whether a model without a known price may be called where a budget counts money.',
  })
  @MayBeAbsent()
  @IsIn(UNKNOWN_PRICE_POLICIES)
  unknownPrice?: UnknownPricePolicy;
}
