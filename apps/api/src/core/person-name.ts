import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches } from 'class-validator';
import { Trimmed } from './transforms';

/** Bounds of the name of an account, for the OpenAPI document. */
export const PERSON_NAME = { minLength: 1, maxLength: 80 } as const;

/** What an account can be called: 1 to 80 characters without control characters. */
export function IsPersonName(): PropertyDecorator {
  return applyDecorators(
    Trimmed(),
    Matches(/^[^\p{Cc}]*$/u, { message: '$property must not hold control characters' }),
    Length(PERSON_NAME.minLength, PERSON_NAME.maxLength),
    IsString(),
  );
}
