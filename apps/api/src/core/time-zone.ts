import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches } from 'class-validator';
import { Trimmed } from './transforms';

/** Bounds for the OpenAPI document. */
export const TIME_ZONE = {
  minLength: 1,
  maxLength: 64,
  example: 'Europe/Berlin',
  description: 'A name of the IANA time zone database.',
} as const;

const NO_CONTROL = Matches(/^[^\p{Cc}]*$/u, { message: '$property must not hold control characters' });

/** Shaped like the name of a time zone. */
export function IsTimeZoneName(): PropertyDecorator {
  return applyDecorators(Trimmed(), NO_CONTROL, Length(TIME_ZONE.minLength, TIME_ZONE.maxLength), IsString());
}
