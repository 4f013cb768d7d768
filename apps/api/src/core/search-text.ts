import { applyDecorators } from '@nestjs/common';
import { IsString, Matches, MaxLength } from 'class-validator';
import { MayBeAbsent, Trimmed } from './transforms';

/** What somebody looks for, if anything. Control characters are refused: PostgreSQL takes no NUL. */
export function IsSearchText(maxLength: number): PropertyDecorator {
  return applyDecorators(
    MayBeAbsent(),
    Trimmed(),
    Matches(/^[^\p{Cc}]*$/u, { message: '$property must not hold control characters' }),
    MaxLength(maxLength),
    IsString(),
  );
}
