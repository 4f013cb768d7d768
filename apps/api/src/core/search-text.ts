import { applyDecorators } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import { MayBeAbsent, Trimmed } from './transforms';

/** What somebody looks for, if anything. */
export function IsSearchText(maxLength: number): PropertyDecorator {
  return applyDecorators(MayBeAbsent(), Trimmed(), MaxLength(maxLength), IsString());
}
