import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeUpgraded } from '@nora/http-kit';
import type { Logger } from '@nora/observability';
import type { WorkQueues } from '@nora/queues';
import type { RuntimeAccess } from '@nora/runtime-adapters';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../app.module';
import type { ApiSettings } from '../core/api-settings';
import { openResources } from '../core/resources';
import { Serving } from '../core/serving';
import { ModelCalls } from '../model-gateway/calls/model-calls';
import { RuntimeListener } from '../runtime-listener/runtime-listener';
import { createApp } from './create-app';
import { migrate } from './migrate';

/** Milliseconds that requests at hand have to finish when the API stops. */
const FINISH_MS = 8_000;

/** A running API. */
export interface RunningApi {
  /** Port of the operator-facing listener; null where this process has none. */
  port: number | null;
  /** Port of the runtime-facing listener; null where this process has none. */
  runtimePort: number | null;
  queues: WorkQueues;
  /** Tells of each call of a model that is over. */
  onModelCall: ModelCalls['onEnd'];
  /** Whether it wants requests: no longer from the moment on in which it was asked to stop. */
  isServing(): boolean;
  /** Goes on answering for the time of the drain, if there is one; then takes nothing more and ends. */
  close(): Promise<void>;
}

/**
 * Opens everything and listens on both sides; what was opened is closed again when a later part fails.
 * @throws when PostgreSQL does not answer or an address cannot be listened on
 */
export async function startApi(
  settings: ApiSettings,
  adapters: Iterable<RuntimeAccess>,
  logger: Logger,
): Promise<RunningApi> {
  const { database, http, runtime, modelGateway } = settings;
  if (database.autoMigrate) await migrate(database.url, logger);
  const resources = await openResources(settings, adapters, logger);
  const opened: (() => Promise<void>)[] = [() => resources.close()];
  const close = async () => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    const app = await createApp(AppModule.with(resources.providers), http, logger);
    opened.push(() => stopServing(app));
    const { listener } = modelGateway;
    const runtimeListener = app.get(RuntimeListener);
    opened.push(() => runtimeListener.close());
    const { listenerHosts, listenerPort } = runtime;
    const runtimePort = listener === 'off' ? null : await runtimeListener.listen(listenerHosts, listenerPort);
    if (listener === 'alone') await app.init();
    const port = listener === 'alone' ? null : await listen(app, http.port, http.host);
    const calls = app.get(ModelCalls);
    const onModelCall: RunningApi['onModelCall'] = (listener) => calls.onEnd(listener);
    const serving = app.get(Serving);
    const isServing = (): boolean => serving.isWanted;
    const drainAndClose = async () => {
      serving.leave();
      await sleep(http.shutdownDrainSeconds * 1_000);
      await close();
    };
    return { port, runtimePort, queues: resources.queues, onModelCall, isServing, close: drainAndClose };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(app: NestExpressApplication, port: number, host: string): Promise<number> {
  const server: Server = app.getHttpServer();
  // A little longer than the 60 s after which common proxies close an idle connection themselves.
  server.keepAliveTimeout = 65_000;
  app.get(Serving).watch(server);
  await app.listen(port, host);
  return (server.address() as AddressInfo).port;
}

/** Takes no new requests, ends the open streams, and lets the requests at hand finish while there is time. */
async function stopServing(app: NestExpressApplication): Promise<void> {
  const server: Server = app.getHttpServer();
  server.close();
  // A connection that becomes idle only now would otherwise be kept for the client's next request.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const deadline = setTimeout(() => {
    server.closeAllConnections();
    closeUpgraded(server);
  }, FINISH_MS);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(deadline);
  }
}
