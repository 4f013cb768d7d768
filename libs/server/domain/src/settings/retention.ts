import { RETENTION_NAMES, type RetentionName } from '@nora/contracts';
import type { DataSource } from 'typeorm';
import { readPlatformSettings } from './platform-settings';

/**
 * For how many days things are kept now: as an administrator has set it, or else as the environment says. Ask before
 * each pass, so that a change needs no restart.
 */
export async function retentionNow<Name extends RetentionName>(
  dataSource: DataSource,
  environment: Readonly<Record<Name, number>>,
): Promise<Record<Name, number>> {
  const { values } = await readPlatformSettings(dataSource.manager);
  const names = RETENTION_NAMES.filter((name): name is Name => name in environment);
  return Object.fromEntries(names.map((name) => [name, values[name] ?? environment[name]])) as Record<
    Name,
    number
  >;
}
