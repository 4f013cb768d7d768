import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches } from 'class-validator';
import { Trimmed } from '../../core/transforms';

/** Bounds of a name, for the OpenAPI document. */
export const AGENT_NAME = { minLength: 1, maxLength: 80 } as const;

/** A name an agent can have: 1 to 80 characters without control characters. */
export function IsAgentName(): PropertyDecorator {
  return applyDecorators(
    Trimmed(),
    Matches(/^[^\p{Cc}]*$/u, { message: '$property must not hold control characters' }),
    Length(AGENT_NAME.minLength, AGENT_NAME.maxLength),
    IsString(),
  );
}
