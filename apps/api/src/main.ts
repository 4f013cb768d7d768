import 'reflect-metadata';
import {
  AuditSettings,
  DatabaseSettings,
  EncryptionSettings,
  FilesSettings,
  GatewaySettings,
  FirstAdminSettings,
  HttpSettings,
  InvalidSettingsError,
  MailSettings,
  MetricsSettings,
  TerminalSettings,
  OauthSettings,
  OutboundSettings,
  ProcessSettings,
  RateLimitSettings,
  RedisSettings,
  RuntimeSettings,
  SecretSettings,
  settingsFromEnvironment,
} from '@nora/config';
import {
  AdapterMetrics,
  Metrics,
  createLogger,
  measureQueues,
  reportReady,
  startHealthServer,
} from '@nora/observability';
import { createRuntimeAccess } from '@nora/runtime-adapters';
import { closeOnSignal } from './platform/shutdown';
import { startApi } from './platform/start';

/** Exit status for a faulty configuration (sysexits.h EX_CONFIG): starting again will not help. */
const EX_CONFIG = 78;

async function main(): Promise<void> {
  const [
    database,
    redis,
    http,
    secrets,
    encryption,
    firstAdmin,
    runtime,
    limits,
    mail,
    oauth,
    outbound,
    audit,
    files,
    metering,
    terminals,
    gateway,
    process_,
  ] = settingsFromEnvironment(
    DatabaseSettings,
    RedisSettings,
    HttpSettings,
    SecretSettings,
    EncryptionSettings,
    FirstAdminSettings,
    RuntimeSettings,
    RateLimitSettings,
    MailSettings,
    OauthSettings,
    OutboundSettings,
    AuditSettings,
    FilesSettings,
    MetricsSettings,
    TerminalSettings,
    GatewaySettings,
    ProcessSettings,
  );
  const logger = createLogger('api', process_.logLevel);
  const metrics = new Metrics('api');
  const calls = new AdapterMetrics(metrics);
  const adapters = [...createRuntimeAccess({ settings: runtime })].map(([target, access]) =>
    calls.measured(access, target),
  );
  const api = await startApi(
    {
      database,
      redis,
      http,
      secrets,
      encryption,
      firstAdmin,
      runtime,
      limits,
      mail,
      oauth,
      outbound,
      audit,
      files,
      metering,
      terminals,
      gateway,
    },
    adapters,
    logger,
  );
  closeOnSignal(() => api.close(), logger);
  measureQueues(metrics, () => api.queues.depths());
  startHealthServer(process_.healthPort, () => true, metrics, process_.healthHost);
  const { port, runtimePort } = api;
  logger.info({ host: http.host, port, runtimeHosts: runtime.listenerHosts, runtimePort }, 'listening');
  reportReady();
}

main().catch((error: unknown) => {
  const plain =
    error instanceof InvalidSettingsError ? error.message : `The API cannot start: ${String(error)}`;
  process.stderr.write(`${plain}\n`);
  process.exit(error instanceof InvalidSettingsError ? EX_CONFIG : 1);
});
