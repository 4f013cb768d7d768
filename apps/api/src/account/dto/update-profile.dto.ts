import { THEMES, type Theme } from '@nora/contracts';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, ValidateBy } from 'class-validator';
import { IsPersonName, PERSON_NAME } from '../../core/person-name';
import { MayBeAbsent } from '../../core/transforms';
import { AVATAR_FORM, AVATAR_LENGTH, isAvatar } from '../avatar';
import { LOCALE_LENGTH, canonicalLocale } from '../locale';

const passes = (name: string, validate: (value: unknown) => boolean, message: string): PropertyDecorator =>
  ValidateBy({ name, validator: { validate, defaultMessage: () => message } });

/** What an account changes about itself. What is left out stays. */
export class UpdateProfileDto {
  @ApiPropertyOptional(PERSON_NAME)
  @MayBeAbsent()
  @IsPersonName()
  name?: string;

  @ApiPropertyOptional({
    ...{ type: String, nullable: true, maxLength: AVATAR_LENGTH, pattern: AVATAR_FORM.source },
    description: 'A PNG, JPEG or WebP picture of at most 64 KiB as a `data:` URL; null takes it away.',
  })
  @IsOptional()
  @passes('isAvatar', isAvatar, 'avatar must be a data: URL of a PNG, JPEG or WebP picture of at most 64 KiB')
  avatar?: string | null;

  @ApiPropertyOptional({
    ...{ type: String, nullable: true, maxLength: LOCALE_LENGTH, example: 'en-GB' },
    description: 'BCP 47 language tag; null follows the browser.',
  })
  @IsOptional()
  @passes('isLocale', (value) => canonicalLocale(value) !== null, 'locale must be a BCP 47 language tag')
  locale?: string | null;

  @ApiPropertyOptional({ enum: THEMES })
  @MayBeAbsent()
  @IsIn(THEMES)
  theme?: Theme;
}
