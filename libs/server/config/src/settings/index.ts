import { AuditSettings } from './audit';
import { EncryptionSettings } from './encryption';
import { EngineGateSettings } from './engine-gate';
import { FilesSettings } from './files';
import { FirstAdminSettings } from './first-admin';
import { GatewaySettings } from './gateway';
import { HttpSettings } from './http';
import { MailSettings } from './mail';
import { MetricsSettings } from './metrics';
import { ModelGatewaySettings } from './model-gateway';
import { OauthSettings } from './oauth';
import { OutboundSettings } from './outbound';
import { ProcessSettings } from './process';
import { RateLimitSettings } from './rate-limits';
import { ReleaseSettings } from './releases';
import { RuntimeSettings } from './runtime';
import { ScheduleSettings } from './schedules';
import { SecretSettings } from './secrets';
import { DatabaseSettings, RedisSettings } from './stores';
import { TerminalSettings } from './terminals';
import { DeploymentWorkerSettings, RetentionSettings } from './workers';

export * from './audit';
export * from './encryption';
export * from './engine-gate';
export * from './files';
export * from './first-admin';
export * from './gateway';
export * from './http';
export * from './mail';
export * from './metrics';
export * from './model-gateway';
export * from './oauth';
export * from './outbound';
export * from './process';
export * from './rate-limits';
export * from './releases';
export * from './runtime';
export * from './schedules';
export * from './secrets';
export * from './stores';
export * from './terminals';
export * from './workers';

/** Every settings class, in the order of the documentation. */
export const ALL_SETTINGS = [
  DatabaseSettings,
  RedisSettings,
  HttpSettings,
  RateLimitSettings,
  SecretSettings,
  EncryptionSettings,
  FirstAdminSettings,
  MailSettings,
  OauthSettings,
  OutboundSettings,
  AuditSettings,
  RuntimeSettings,
  ModelGatewaySettings,
  GatewaySettings,
  FilesSettings,
  TerminalSettings,
  DeploymentWorkerSettings,
  MetricsSettings,
  ScheduleSettings,
  RetentionSettings,
  EngineGateSettings,
  ReleaseSettings,
  ProcessSettings,
] as const;
