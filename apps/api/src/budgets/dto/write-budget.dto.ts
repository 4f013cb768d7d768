import {
  BUDGET_ACTIONS,
  BUDGET_PERIODS,
  BUDGET_UNITS,
  type BudgetAction,
  type BudgetPeriod,
  type BudgetUnit,
} from '@nora/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { MayBeAbsent, Trimmed } from '../../core/transforms';

const NAME = { minLength: 1, maxLength: 80 } as const;
const AMOUNT = {
  pattern: '^(?=.*[1-9])\\d{1,12}(\\.\\d{1,6})?$',
  example: '25.00',
  description: 'The limit, above zero: USD with up to six decimals, or a whole number of tokens.',
} as const;
const THRESHOLDS = {
  type: 'array',
  items: { type: 'integer', minimum: 1, maximum: 99 },
  maxItems: 10,
  uniqueItems: true,
  description: 'Percent of the limit at which it is told, once in a period.',
} as const;

const IsBudgetName = (): PropertyDecorator =>
  applyDecorators(
    Trimmed(),
    Matches(/^[^\p{Cc}]*$/u, { message: '$property must not hold control characters' }),
    Length(NAME.minLength, NAME.maxLength),
    IsString(),
  );
const IsAmount = (): PropertyDecorator =>
  applyDecorators(
    Matches(new RegExp(AMOUNT.pattern), { message: '$property must be a decimal number above zero' }),
    IsString(),
  );
const AreThresholds = (): PropertyDecorator =>
  applyDecorators(
    Max(99, { each: true }),
    Min(1, { each: true }),
    IsInt({ each: true }),
    ArrayUnique(),
    ArrayMaxSize(THRESHOLDS.maxItems),
    IsArray(),
  );

/** A new budget of the installation. */
export class CreateFleetBudgetDto {
  @ApiProperty(NAME)
  @IsBudgetName()
  name: string;

  @ApiProperty({ enum: BUDGET_UNITS })
  @IsIn(BUDGET_UNITS)
  unit: BudgetUnit;

  @ApiProperty(AMOUNT)
  @IsAmount()
  amount: string;

  @ApiProperty({ enum: BUDGET_PERIODS })
  @IsIn(BUDGET_PERIODS)
  period: BudgetPeriod;

  @ApiPropertyOptional({ ...THRESHOLDS, default: [80] })
  @MayBeAbsent()
  @AreThresholds()
  thresholds: number[] = [80];

  @ApiPropertyOptional({ enum: BUDGET_ACTIONS, default: 'refuse' })
  @MayBeAbsent()
  @IsIn(BUDGET_ACTIONS)
  action: BudgetAction = 'refuse';

  @ApiPropertyOptional({ default: true })
  @MayBeAbsent()
  @IsBoolean()
  enabled: boolean = true;
}

/** A new budget of a workspace, or of an agent in it. */
export class CreateBudgetDto extends CreateFleetBudgetDto {
  @ApiPropertyOptional({
    ...{ type: String, format: 'uuid', nullable: true },
    description: 'The agent it is for. Absent or null: for the whole workspace.',
  })
  @IsOptional()
  @IsUUID()
  agentId?: string | null;
}

/** What is to be another of a budget. For whom it is and what it counts stays. */
export class ChangeBudgetDto {
  @ApiPropertyOptional(NAME)
  @MayBeAbsent()
  @IsBudgetName()
  name?: string;

  @ApiPropertyOptional(AMOUNT)
  @MayBeAbsent()
  @IsAmount()
  amount?: string;

  @ApiPropertyOptional({
    enum: BUDGET_PERIODS,
    description: 'With another one it begins anew, with what is set aside for calls under way.',
  })
  @MayBeAbsent()
  @IsIn(BUDGET_PERIODS)
  period?: BudgetPeriod;

  @ApiPropertyOptional(THRESHOLDS)
  @MayBeAbsent()
  @AreThresholds()
  thresholds?: number[];

  @ApiPropertyOptional({ enum: BUDGET_ACTIONS })
  @MayBeAbsent()
  @IsIn(BUDGET_ACTIONS)
  action?: BudgetAction;

  @ApiPropertyOptional()
  @MayBeAbsent()
  @IsBoolean()
  enabled?: boolean;
}
