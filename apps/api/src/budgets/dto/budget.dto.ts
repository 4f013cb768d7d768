import {
  BUDGET_ACTIONS,
  BUDGET_PERIODS,
  BUDGET_UNITS,
  MODEL_STOP_SCOPES,
  type BudgetAction,
  type BudgetPeriod,
  type BudgetUnit,
  type ModelStopScope,
} from '@nora/contracts';
import { PageQueryDto, type Page } from '@nora/http-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';

/** The present period of a budget. */
export class BudgetWindowDto {
  @ApiProperty({ format: 'date-time' })
  startsAt: string;

  @ApiProperty({
    ...{ type: String, format: 'date-time', nullable: true },
    description: 'When it begins anew; null for one that never does.',
  })
  endsAt: string | null;

  @ApiProperty({ description: 'By calls that are over, in the unit of the budget.' })
  spent: string;

  @ApiProperty({ description: 'Set aside for calls under way; what they do not use comes back.' })
  reserved: string;
}

/** What a forecast is made from. */
export class ForecastBasisDto {
  @ApiProperty({ format: 'date-time' })
  since: string;

  @ApiProperty({ description: 'What was used since then, in the unit of the budget.' })
  spent: string;
}

/** How it goes on, if it goes on like this. */
export class BudgetForecastDto {
  @ApiProperty({
    ...{ type: String, format: 'date-time', nullable: true },
    description: 'When the limit is reached; null when the period ends before.',
  })
  reachedAt: string | null;

  @ApiProperty({ type: ForecastBasisDto })
  basis: ForecastBasisDto;
}

/** How much models may be used, and what of it is used. */
export class BudgetDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: MODEL_STOP_SCOPES, description: 'For whom it is.' })
  scope: ModelStopScope;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  agentId: string | null;

  @ApiProperty({ type: String, nullable: true })
  agentName: string | null;

  @ApiProperty({ enum: BUDGET_UNITS, description: '`tokens`: in and out together.' })
  unit: BudgetUnit;

  @ApiProperty({ description: 'The limit; six decimals.' })
  amount: string;

  @ApiProperty({ enum: BUDGET_PERIODS, description: 'Weeks begin on Monday.' })
  period: BudgetPeriod;

  @ApiProperty({ type: [Number], description: 'Percent of the limit at which it is told, once in a period.' })
  thresholds: number[];

  @ApiProperty({
    enum: BUDGET_ACTIONS,
    description: 'At the limit calls are refused; `pause` also stops the models of those it is for.',
  })
  action: BudgetAction;

  @ApiProperty({ description: 'Nothing is counted or refused while it is false.' })
  enabled: boolean;

  @ApiProperty({ type: BudgetWindowDto })
  window: BudgetWindowDto;

  @ApiProperty({
    ...{ type: BudgetForecastDto, nullable: true },
    description: 'Null when there is nothing to tell it from, or nothing left to be reached.',
  })
  forecast: BudgetForecastDto | null;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
}

export class BudgetPageDto implements Page<BudgetDto> {
  @ApiProperty({ type: [BudgetDto] })
  items: BudgetDto[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

/** Which budgets are listed. */
export class ListBudgetsQueryDto extends PageQueryDto {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Only those that hold this agent: its own, and those of the whole workspace.',
  })
  @IsOptional()
  @IsUUID()
  agentId?: string;
}
