import { InvalidSettingsError } from './setting';

/** Exit code for settings that are not valid (sysexits.h, EX_CONFIG). */
export const EXIT_CONFIG = 78;

/** Ends a process that could not start: says why on standard error, settings faults without a stack. */
export function exitOnBootFailure(error: unknown): never {
  const isSettings = error instanceof InvalidSettingsError;
  console.error(isSettings ? error.message : error);
  process.exit(isSettings ? EXIT_CONFIG : 1);
}
