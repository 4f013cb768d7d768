// The reconciler as the provisioner worker has it, in this process, with its queries counted.
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { rounded } from '../support/figures.mjs';
import { fromSource } from '../support/source.mjs';

/** Of Nora's own connections to PostgreSQL; the benchmark's have another. */
const APPLICATION = 'nora';

/** @returns `pass()`: makes one pass and tells what it found, its seconds and its queries; `close()` */
export async function openReconciler(environment, cleanup) {
  const worker = await fromSource(cleanup, [
    './apps/provisioner-worker/src/provisioner.module.ts',
    './apps/provisioner-worker/src/reconciliation/reconciler.ts',
    '@nora/config',
    '@nora/observability',
    '@nora/runtime-adapters',
  ]);
  const [database, redis, secrets, runtime, settings] = worker.readSettings(
    environment,
    worker.DatabaseSettings,
    worker.RedisSettings,
    worker.SecretSettings,
    worker.RuntimeSettings,
    worker.DeploymentWorkerSettings,
  );
  const logger = worker.createLogger('bench', 'warn');
  const metrics = new worker.Metrics('bench');
  const assets = { runtimeDir: '', sidecarFile: '' };
  const backends = await worker.createBackends({ settings: runtime, assets });
  const queries = countQueries();
  const app = await NestFactory.createApplicationContext(
    worker.ProvisionerModule.register({
      ...{ database, redis, secrets, runtime, worker: settings, logger, metrics, backends },
    }),
    { logger: new worker.NestLogger(logger) },
  );
  const reconciler = app.get(worker.Reconciler);
  return {
    async pass() {
      const before = queries.count;
      const begun = performance.now();
      const found = await reconciler.pass();
      const seconds = rounded((performance.now() - begun) / 1000, 2);
      return { ...found, seconds, queries: queries.count - before };
    },
    close: () => app.close(),
  };
}

/** Counts every statement that goes from this process to PostgreSQL, by whatever means. */
function countQueries() {
  const queries = { count: 0 };
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (...given) {
    if (this.connectionParameters.application_name === APPLICATION) queries.count += 1;
    return query.apply(this, given);
  };
  return queries;
}
