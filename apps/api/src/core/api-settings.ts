import {
  AuditSettings,
  DatabaseSettings,
  EncryptionSettings,
  FilesSettings,
  FirstAdminSettings,
  GatewaySettings,
  HttpSettings,
  MailSettings,
  MetricsSettings,
  ModelGatewaySettings,
  OauthSettings,
  OutboundSettings,
  ProcessSettings,
  RateLimitSettings,
  RedisSettings,
  ReleaseSettings,
  RetentionSettings,
  RuntimeSettings,
  SecretSettings,
  TerminalSettings,
  readSettings,
  settingsFromEnvironment,
} from '@nora/config';
import type { InjectionToken } from '@nestjs/common';

/** What features may ask for. */
const OF_FEATURES = {
  database: DatabaseSettings,
  redis: RedisSettings,
  http: HttpSettings,
  secrets: SecretSettings,
  runtime: RuntimeSettings,
  firstAdmin: FirstAdminSettings,
  limits: RateLimitSettings,
  mail: MailSettings,
  oauth: OauthSettings,
  audit: AuditSettings,
  files: FilesSettings,
  metering: MetricsSettings,
  terminals: TerminalSettings,
  gateway: GatewaySettings,
  modelGateway: ModelGatewaySettings,
  retention: RetentionSettings,
  releases: ReleaseSettings,
} as const;

/** What the process itself is set up with. Features get what was made of it, e.g. a key ring instead of keys. */
const OF_THE_PROCESS = {
  encryption: EncryptionSettings,
  outbound: OutboundSettings,
  process: ProcessSettings,
} as const;

const CLASSES = { ...OF_FEATURES, ...OF_THE_PROCESS };

/** Settings of the API by concern. */
export type ApiSettings = {
  readonly [Concern in keyof typeof CLASSES]: InstanceType<(typeof CLASSES)[Concern]>;
};

/** Classes that features may ask for, as tokens. */
export const FEATURE_SETTINGS = Object.values(OF_FEATURES);

/**
 * @param environment by default that of the process
 * @throws InvalidSettingsError that names every fault
 */
export function readApiSettings(environment?: Record<string, string | undefined>): ApiSettings {
  const classes = Object.values(CLASSES);
  const values = environment
    ? readSettings<object[]>(environment, ...classes)
    : settingsFromEnvironment<object[]>(...classes);
  return Object.fromEntries(
    Object.keys(CLASSES).map((concern, at) => [concern, values[at]]),
  ) as unknown as ApiSettings;
}

/** The settings that features may ask for, by their class. */
export function featureSettings(settings: ApiSettings): [InjectionToken, object][] {
  const concerns = Object.keys(OF_FEATURES) as (keyof typeof OF_FEATURES)[];
  return concerns.map((concern) => [OF_FEATURES[concern], settings[concern]]);
}
