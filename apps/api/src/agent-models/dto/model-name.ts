import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches } from 'class-validator';
import { Trimmed } from '../../core/transforms';

/** Bounds of a model's name, for the OpenAPI document. */
export const MODEL_NAME = { minLength: 1, maxLength: 200, example: 'gpt-4.1-mini' } as const;

/** A model as its provider names it: without white space and control characters. */
export function IsModelName(): PropertyDecorator {
  return applyDecorators(
    Trimmed(),
    Matches(/^[^\p{Cc}\s]*$/u, { message: '$property must not hold white space or control characters' }),
    Length(MODEL_NAME.minLength, MODEL_NAME.maxLength),
    IsString(),
  );
}
