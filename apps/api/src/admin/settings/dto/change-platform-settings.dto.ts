import {
  BANNER_LENGTH,
  BANNER_SEVERITIES,
  PLATFORM_NUMBERS,
  isAllowedNumber,
  type BannerSeverity,
  type PlatformNumber,
  type PlatformNumberName,
} from '@nora/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from '../../../core/instant';
import { Trimmed } from '../../../core/transforms';

const RESET = 'Null: as the environment says.';

/** What everybody is to be told. */
export class NewBannerDto {
  @ApiProperty({ minLength: 1, maxLength: BANNER_LENGTH, description: 'Plain text.' })
  @Trimmed()
  @MaxLength(BANNER_LENGTH)
  @MinLength(1)
  @IsString()
  text: string;

  @ApiProperty({ enum: BANNER_SEVERITIES })
  @IsIn(BANNER_SEVERITIES)
  severity: BannerSeverity;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, default: null })
  @IsOptional()
  @IsInstant()
  from: string | null = null;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, default: null })
  @IsOptional()
  @IsInstant()
  until: string | null = null;
}

/** Settings to change; what is left out stays as it is. */
export class ChangePlatformSettingsDto {
  @ApiPropertyOptional({ type: Boolean, nullable: true, description: RESET })
  @IsOptional()
  @IsBoolean()
  signupEnabled?: boolean | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 100,
    description: 'Id of the catalog. Null: the first that is available.',
  })
  @IsOptional()
  @MaxLength(100)
  @MinLength(1)
  @IsString()
  runtimeFamily?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 100,
    description: 'Id of the catalog. Null: the first that is available.',
  })
  @IsOptional()
  @MaxLength(100)
  @MinLength(1)
  @IsString()
  deployTarget?: string | null;

  @Amount('vcpu')
  vcpu?: number | null;

  @Amount('ramMb')
  ramMb?: number | null;

  @Amount('eventDays')
  eventDays?: number | null;

  @Amount('sessionDays')
  sessionDays?: number | null;

  @Amount('auditDays')
  auditDays?: number | null;

  @Amount('metricSampleDays')
  metricSampleDays?: number | null;

  @Amount('metricMinuteDays')
  metricMinuteDays?: number | null;

  @Amount('metricTenMinuteDays')
  metricTenMinuteDays?: number | null;

  @Amount('scheduleRunDays')
  scheduleRunDays?: number | null;

  @Amount('modelCallDays')
  modelCallDays?: number | null;

  @Amount('modelHourDays')
  modelHourDays?: number | null;

  @ApiPropertyOptional({ type: NewBannerDto, nullable: true, description: 'Null takes it away.' })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => NewBannerDto)
  banner?: NewBannerDto | null;
}

/** A number of the table, or null. */
function Amount(name: PlatformNumberName): PropertyDecorator {
  const { least, most, whole, zeroIsForever }: PlatformNumber = PLATFORM_NUMBERS[name];
  const zero = zeroIsForever ? ', or 0 for no end' : '';
  const message = `must be a ${whole ? 'whole number' : 'number'} from ${least} to ${most}${zero}`;
  return applyDecorators(
    ApiPropertyOptional({
      type: whole ? 'integer' : 'number',
      nullable: true,
      minimum: zeroIsForever ? 0 : least,
      maximum: most,
      description: `From ${least} to ${most}${zero}. ${RESET}`,
    }),
    IsOptional(),
    ValidateBy({
      name: 'isAllowedNumber',
      validator: {
        validate: (value: unknown) => isAllowedNumber(name, value),
        defaultMessage: () => `${name} ${message}`,
      },
    }),
  );
}
