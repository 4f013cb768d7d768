import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches } from 'class-validator';
import { Trimmed } from '../../core/transforms';

/** Bounds for the OpenAPI document. */
export const SCHEDULE_NAME = { minLength: 1, maxLength: 80 } as const;
export const SCHEDULE_PROMPT = { minLength: 1, maxLength: 16_000 } as const;
export const CRON = {
  minLength: 9,
  maxLength: 200,
  example: '30 2 * * 1-5',
  description: 'Minute, hour, day of the month, month, day of the week, as crontab(5) has them.',
} as const;

const NO_CONTROL = Matches(/^[^\p{Cc}]*$/u, { message: '$property must not hold control characters' });

/** What a schedule can be called. */
export function IsScheduleName(): PropertyDecorator {
  const { minLength, maxLength } = SCHEDULE_NAME;
  return applyDecorators(Trimmed(), NO_CONTROL, Length(minLength, maxLength), IsString());
}

/** What an agent can be told. */
export function IsPrompt(): PropertyDecorator {
  return applyDecorators(Trimmed(), Length(SCHEDULE_PROMPT.minLength, SCHEDULE_PROMPT.maxLength), IsString());
}

/** Shaped like a cron pattern; whether it is one is found out by reading it. */
export function IsCron(): PropertyDecorator {
  return applyDecorators(Trimmed(), NO_CONTROL, Length(CRON.minLength, CRON.maxLength), IsString());
}
