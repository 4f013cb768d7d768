import { ApiProperty } from '@nestjs/swagger';

/** Lengths of a step: an hour, or a day of the calendar. */
export const USAGE_STEPS = ['hour', 'day'] as const;
export type UsageStep = (typeof USAGE_STEPS)[number];

/** What the usage of a workspace is told apart by. */
export const USAGE_GROUPS = ['agent', 'model', 'provider', 'none'] as const;
/** The same for one agent. */
export const AGENT_USAGE_GROUPS = ['model', 'provider', 'none'] as const;
/** The same for the installation. */
export const FLEET_USAGE_GROUPS = ['workspace', ...USAGE_GROUPS] as const;
export type UsageGroup = (typeof FLEET_USAGE_GROUPS)[number];

/** What was used. */
export class UsedDto {
  @ApiProperty({ type: 'integer', description: 'Calls that were sent to a provider.' })
  calls: number;

  @ApiProperty({ type: 'integer', description: 'Those of them that failed.' })
  failed: number;

  @ApiProperty({ type: 'integer', description: 'Calls that Nora refused before they were sent.' })
  refused: number;

  @ApiProperty({ type: 'integer' })
  inputTokens: number;

  @ApiProperty({ type: 'integer' })
  outputTokens: number;

  @ApiProperty({ type: 'integer', description: 'Part of the input.' })
  cachedInputTokens: number;

  @ApiProperty({ type: 'integer', description: 'Part of the output.' })
  reasoningTokens: number;

  @ApiProperty({ description: 'USD with six decimals. Calls without a known price are not in it.' })
  costUsd: string;

  @ApiProperty({ type: 'integer', description: 'Calls whose price nobody knows.' })
  unpriced: number;
}

/** What was used within one step. */
export class UsagePointDto extends UsedDto {
  @ApiProperty({ format: 'date-time', description: 'When the step begins: one of `steps`.' })
  at: string;
}

/** What one agent, model, provider or workspace used. */
export class UsageSeriesDto {
  @ApiProperty({
    ...{ type: String, nullable: true },
    description:
      'Id of the agent, provider or workspace, `demo` for the built-in one, or name of the model. Null: all others together.',
  })
  key: string | null;

  @ApiProperty({ description: 'For a person.' })
  label: string;

  @ApiProperty({ type: [UsagePointDto], description: 'Steps in which something was used, in order of time.' })
  points: UsagePointDto[];

  @ApiProperty({ type: UsedDto })
  totals: UsedDto;
}

/** What was used over a time. The dearest series come first, up to fifty. */
export class UsageDto {
  @ApiProperty({ format: 'date-time', description: 'Begin of the first step.' })
  from: string;

  @ApiProperty({ format: 'date-time', description: 'End of the last step, which may go on still.' })
  to: string;

  @ApiProperty({ enum: USAGE_STEPS })
  step: UsageStep;

  @ApiProperty({ enum: FLEET_USAGE_GROUPS })
  by: UsageGroup;

  @ApiProperty({ description: 'By whose calendar days are counted.' })
  timeZone: string;

  @ApiProperty({ type: [String], format: 'date-time', description: 'When each step begins.' })
  steps: string[];

  @ApiProperty({ type: [UsageSeriesDto] })
  series: UsageSeriesDto[];

  @ApiProperty({ type: UsedDto })
  totals: UsedDto;
}
