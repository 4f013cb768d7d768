import {
  PLATFORM_NUMBERS,
  type PlatformNumber,
  type PlatformNumberName,
  type PlatformSettings,
} from '@nora/contracts';
import type { StoredSettings } from '@nora/domain';
import type { MailStateDto, NumberSettingDto, PlatformSettingsDto } from './dto/platform-settings.dto';

const NUMBER_NAMES = Object.keys(PLATFORM_NUMBERS) as PlatformNumberName[];

/** What the settings are shown with. */
export interface SettingsSurroundings {
  /** What holds where no administrator has said otherwise. */
  environment: PlatformSettings;
  backupWorkerSeen: boolean;
  mail: MailStateDto;
}

/** The settings as administrators see them: each with where it comes from. */
export function toPlatformSettingsDto(
  { values, revision, changedAt }: StoredSettings,
  { environment, backupWorkerSeen, mail }: SettingsSurroundings,
): PlatformSettingsDto {
  const setting = <Name extends keyof PlatformSettings>(name: Name, variable: string | null) => ({
    value: values[name] ?? environment[name],
    fallback: environment[name],
    overridden: values[name] !== undefined,
    variable,
  });
  const numbers = NUMBER_NAMES.map((name): [PlatformNumberName, NumberSettingDto] => {
    const { least, most, zeroIsForever, variable }: PlatformNumber = PLATFORM_NUMBERS[name];
    return [name, { ...setting(name, variable), least, most, zeroIsForever }];
  });
  return {
    ...{ revision, changedAt: changedAt?.toISOString() ?? null, backupWorkerSeen, mail },
    signupEnabled: setting('signupEnabled', 'SIGNUP_ENABLED'),
    runtimeFamily: setting('runtimeFamily', null),
    deployTarget: setting('deployTarget', null),
    ...(Object.fromEntries(numbers) as Record<PlatformNumberName, NumberSettingDto>),
    banner: values.banner ?? null,
  };
}
