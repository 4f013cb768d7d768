import 'reflect-metadata';
import {
  DatabaseSettings,
  HttpSettings,
  InvalidSettingsError,
  ProcessSettings,
  RedisSettings,
  RuntimeSettings,
  SecretSettings,
  settingsFromEnvironment,
} from '@nora/config';
import { createLogger, reportReady } from '@nora/observability';
import { createRuntimeAccess } from '@nora/runtime-adapters';
import { closeOnSignal } from './platform/shutdown';
import { startApi } from './platform/start';

/** Exit status for a faulty configuration (sysexits.h EX_CONFIG): starting again will not help. */
const EX_CONFIG = 78;

async function main(): Promise<void> {
  const [database, redis, http, secrets, runtime, { logLevel }] = settingsFromEnvironment(
    DatabaseSettings,
    RedisSettings,
    HttpSettings,
    SecretSettings,
    RuntimeSettings,
    ProcessSettings,
  );
  const logger = createLogger('api', logLevel);
  const adapters = createRuntimeAccess({ settings: runtime });
  const api = await startApi({ database, redis, http, secrets, runtime }, adapters.values(), logger);
  closeOnSignal(() => api.close(), logger);
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
