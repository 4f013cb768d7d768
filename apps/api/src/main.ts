import 'reflect-metadata';
import { InvalidSettingsError } from '@nora/config';
import {
  AdapterMetrics,
  Metrics,
  ModelCallMetrics,
  createLogger,
  measureQueues,
  reportReady,
  startHealthServer,
} from '@nora/observability';
import { createRuntimeAccess } from '@nora/runtime-adapters';
import { readApiSettings } from './core/api-settings';
import { closeOnSignal } from './platform/shutdown';
import { startApi } from './platform/start';

/** Exit status for a faulty configuration (sysexits.h EX_CONFIG): starting again will not help. */
const EX_CONFIG = 78;

async function main(): Promise<void> {
  const settings = readApiSettings();
  const { http, runtime, process: own } = settings;
  const logger = createLogger('api', own.logLevel);
  const metrics = new Metrics('api');
  const calls = new AdapterMetrics(metrics);
  const adapters = [...createRuntimeAccess({ settings: runtime })].map(([target, access]) =>
    calls.measured(access, target),
  );
  const api = await startApi(settings, adapters, logger);
  closeOnSignal(() => api.close(), http.shutdownDrainSeconds, logger);
  const modelCalls = new ModelCallMetrics(metrics);
  api.onModelCall((call) => modelCalls.observe(call));
  measureQueues(metrics, () => api.queues.depths());
  startHealthServer(own.healthPort, () => api.isServing(), metrics, own.healthHost);
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
