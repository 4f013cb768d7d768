import {
  EngineGateSettings,
  exitOnBootFailure,
  ProcessSettings,
  settingsFromEnvironment,
} from '@nora/config';
import { Engine } from './engine';
import { createLog } from './log';
import { openGate } from './open-gate';

const STOP_WITHIN_MS = 5_000;

async function serve(): Promise<void> {
  const [settings, { logLevel }] = settingsFromEnvironment(EngineGateSettings, ProcessSettings);
  const log = createLog('engine-gate', logLevel);
  const server = await openGate(settings, log);
  const { profile, socket, installationId } = settings;
  log.info({ profile, socket, installationId }, 'the gate is open');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'the gate closes');
      server.close(() => process.exit(0));
      server.closeIdleConnections();
      setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    });
  }
}

/** Asks the engine through the gate, as its clients do. */
async function checkHealth(): Promise<void> {
  const [{ socket }] = settingsFromEnvironment(EngineGateSettings);
  const asking = new Engine(socket).open({ method: 'GET', target: '/_ping', headers: {} });
  asking.once('response', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
  asking.once('error', () => process.exit(1));
  asking.end();
}

void (process.argv.includes('--health') ? checkHealth() : serve()).catch(exitOnBootFailure);
