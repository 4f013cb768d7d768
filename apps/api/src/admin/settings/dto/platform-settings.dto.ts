import { BANNER_SEVERITIES, type BannerSeverity } from '@nora/contracts';
import { ApiProperty } from '@nestjs/swagger';

/** Where a value comes from. */
abstract class SettingDto {
  @ApiProperty({ description: 'True when an administrator has set it.' })
  overridden: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Environment variable that it overrides; null where the fallback is built in.',
  })
  variable: string | null;
}

/** Something that is on or off. */
export class SwitchSettingDto extends SettingDto {
  @ApiProperty()
  value: boolean;

  @ApiProperty({ description: 'What holds where nobody has set it.' })
  fallback: boolean;
}

/** Something chosen from the catalog. */
export class ChoiceSettingDto extends SettingDto {
  @ApiProperty({ type: String, nullable: true, description: 'Null: the first that is available.' })
  value: string | null;

  @ApiProperty({ type: String, nullable: true })
  fallback: string | null;
}

/** A number. */
export class NumberSettingDto extends SettingDto {
  @ApiProperty()
  value: number;

  @ApiProperty({ description: 'What holds where nobody has set it.' })
  fallback: number;

  @ApiProperty()
  least: number;

  @ApiProperty()
  most: number;

  @ApiProperty({ description: 'Whether 0, beside the bounds, stands for no end.' })
  zeroIsForever: boolean;
}

/** What everybody is told. */
export class BannerDto {
  @ApiProperty({ description: 'Plain text.' })
  text: string;

  @ApiProperty({ enum: BANNER_SEVERITIES })
  severity: BannerSeverity;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  from: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  until: string | null;
}

/** How this installation sends mail; set in the environment only. */
export class MailStateDto {
  @ApiProperty()
  configured: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Host and port of the mail server.' })
  server: string | null;

  @ApiProperty({ description: 'Sender of the mail.' })
  from: string;
}

/** What holds for the whole installation, and where it comes from. */
export class PlatformSettingsDto {
  @ApiProperty({ type: 'integer', description: 'Goes into `If-Match` of a change.' })
  revision: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null before the first change.',
  })
  changedAt: string | null;

  @ApiProperty({
    description:
      'Whether a backup worker has told its environment; until then its fallbacks are the usual ones.',
  })
  backupWorkerSeen: boolean;

  @ApiProperty({ type: SwitchSettingDto })
  signupEnabled: SwitchSettingDto;

  @ApiProperty({ type: ChoiceSettingDto })
  runtimeFamily: ChoiceSettingDto;

  @ApiProperty({ type: ChoiceSettingDto })
  deployTarget: ChoiceSettingDto;

  @ApiProperty({ type: NumberSettingDto })
  vcpu: NumberSettingDto;

  @ApiProperty({ type: NumberSettingDto })
  ramMb: NumberSettingDto;

  @ApiProperty({ type: NumberSettingDto })
  eventDays: NumberSettingDto;

  @ApiProperty({ type: NumberSettingDto })
  sessionDays: NumberSettingDto;

  @ApiProperty({ type: NumberSettingDto })
  auditDays: NumberSettingDto;

  @ApiProperty({ type: NumberSettingDto })
  metricSampleDays: NumberSettingDto;

  @ApiProperty({ type: NumberSettingDto })
  metricMinuteDays: NumberSettingDto;

  @ApiProperty({ type: NumberSettingDto })
  metricTenMinuteDays: NumberSettingDto;

  @ApiProperty({ type: NumberSettingDto })
  scheduleRunDays: NumberSettingDto;

  @ApiProperty({ type: NumberSettingDto })
  modelCallDays: NumberSettingDto;

  @ApiProperty({ type: NumberSettingDto })
  modelHourDays: NumberSettingDto;

  @ApiProperty({ type: BannerDto, nullable: true })
  banner: BannerDto | null;

  @ApiProperty({ type: MailStateDto })
  mail: MailStateDto;
}

/** What became of a test mail. */
export class MailTestDto {
  @ApiProperty({ description: 'Address it was sent to: that of the account which asked.' })
  to: string;

  @ApiProperty({ description: 'What the mail server said when it took the mail.' })
  answer: string;
}
