import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches } from 'class-validator';
import { Trimmed } from '../../core/transforms';

/** Bounds of a name, for the OpenAPI document. */
export const API_KEY_NAME = { minLength: 1, maxLength: 80 } as const;

/** What an API key can be called: 1 to 80 characters without control characters. */
export function IsApiKeyName(): PropertyDecorator {
  return applyDecorators(
    Trimmed(),
    Matches(/^[^\p{Cc}]*$/u, { message: '$property must not hold control characters' }),
    Length(API_KEY_NAME.minLength, API_KEY_NAME.maxLength),
    IsString(),
  );
}
