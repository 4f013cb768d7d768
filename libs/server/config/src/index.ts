import { readSettings } from './setting';
export * from './boot-failure';

export * from './release';
export * from './settings';
export { toolEnvironment } from './tool-environment';
export { InvalidSettingsError, readSettings, settingsOf } from './setting';
export type { SettingDefinition } from './setting';

type Constructor<T extends object> = new () => T;

/**
 * Settings of this process, read from its environment once at start.
 * @throws InvalidSettingsError with every fault, never with a value
 */
export function settingsFromEnvironment<T extends object[]>(
  ...types: { [K in keyof T]: Constructor<T[K]> }
): T {
  return readSettings(process.env, ...types) as T;
}
