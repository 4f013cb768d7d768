import { EncryptionSettings, InvalidSettingsError, readSettings } from '@nora/config';
import type { Keys } from '@nora/crypto';
import { CliError } from '../system/errors';

/** As the programs end with settings that are not valid. */
const EXIT_CONFIG = 78;

/** Where stored secrets and their keys are. */
export interface StoreAccess {
  databaseUrl: string;
  /** As they are now, the current one first. */
  keys: Keys;
  /** The file they are in; null when they are in the environment. */
  keyFile: string | null;
  /** Whether programs may be running that seal and open. */
  inUse: boolean;
}

/** The keys that an environment names. @throws CliError with every fault of it */
export function keysOfEnvironment(environment: NodeJS.ProcessEnv): Pick<StoreAccess, 'keys' | 'keyFile'> {
  try {
    const [settings] = readSettings<[EncryptionSettings]>(environment, EncryptionSettings);
    const ignore = (): void => undefined;
    const [current, ...others] = settings.keyRing({ broken: ignore, changed: ignore }).all();
    if (current === undefined) throw new Error('a key ring has a key');
    return { keys: [current, ...others], keyFile: settings.keyFile };
  } catch (error) {
    if (error instanceof InvalidSettingsError) throw new CliError(error.message, EXIT_CONFIG);
    throw error;
  }
}
