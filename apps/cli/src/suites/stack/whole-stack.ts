import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { CHECKOUT } from '../../system/checkout';
import { DockerEngine } from '../../system/docker-engine';
import { CliError } from '../../system/errors';
import { findFreePort } from '../../system/ports';
import { runProgram } from '../run-program';
import { makeTemporaryDirectory } from '../stores';
import { BUILDER, composeArgv } from './compose';
import { assembleContext, ensureForeignImages, must } from './images';
import { findEdgeAddresses } from './places';

/** Images of tests have a tag of their own: a later run finds what has not changed. */
const IMAGE_TAG = 'test';
const HEALTHY_WITHIN_MS = 120_000;
/** Containers that are given this long to stop, in seconds, when the tests are over. */
const STOP_SECONDS = '5';
const EXTRA_AUTHORITY = '/etc/nora/extra-authority.pem';
const UNLIMITED = ['LOGINS', 'SIGNUPS', 'MAILS', 'MUTATIONS', 'REQUESTS'].map(
  (name) => `RATE_LIMIT_${name}=0`,
);

/**
 * Runs an act against docker/compose.yml as operators start it, with images of this checkout, and leaves nothing
 * but those.
 * @param compose the command that is Compose here
 * @param act gets the environment of the tests
 * @throws CliError when the images cannot be made or the stack does not come up
 */
export async function withStack<T>(
  compose: readonly string[],
  engine: DockerEngine,
  act: (environment: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
  const directory = makeTemporaryDirectory('stack');
  const project = `norastack${randomBytes(4).toString('hex')}`;
  const environmentFile = join(directory, '.env');
  const argv = composeArgv(compose, environmentFile, writeOverlay(directory));
  const run = (...command: string[]): Promise<number | null> => {
    const [file = '', ...rest] = [...argv, ...command];
    return runProgram(file, rest, BUILDER);
  };
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort(new CliError('interrupted'));
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const { url, host } = await writeSettings(environmentFile, project, engine);
    await timed('images', async () => {
      await ensureForeignImages(engine);
      await assembleContext();
      await must('the images could not be built', () => run('build'));
    });
    await timed('start', async () => {
      await must('the stack did not start', () => run('up', '--detach', '--no-build'));
      await healthy(engine, project, interruption.signal);
    });
    interruption.signal.throwIfAborted();
    return await act({
      NORA_E2E_URL: url,
      NORA_E2E_CLAIM_TOKEN: readSetting(environmentFile, 'NORA_CLAIM_TOKEN'),
      NORA_E2E_DATA: directory,
      NORA_E2E_TARGET: 'docker',
      NORA_E2E_STACK: project,
      NORA_E2E_STACK_HOST: host,
      NORA_E2E_COMPOSE: JSON.stringify(argv),
    });
  } catch (error) {
    if (existsSync(environmentFile)) await run('logs', '--tail', '20').catch(() => undefined);
    throw error;
  } finally {
    if (existsSync(environmentFile)) {
      await run('down', '--volumes', '--remove-orphans', '--timeout', STOP_SECONDS).catch(() => undefined);
      // Agents, and what a command that was cut off has left.
      await engine.removeAllOf(readSetting(environmentFile, 'NORA_INSTALLATION_ID'));
      await engine.removeAllOf(project);
    }
    process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Fresh secrets by the script that operators run, and places that nothing else has. */
async function writeSettings(
  file: string,
  project: string,
  engine: DockerEngine,
): Promise<{ url: string; host: string }> {
  const port = await findFreePort();
  const { subnet, host, nginx, api } = await findEdgeAddresses(engine);
  const url = `http://127.0.0.1:${port}`;
  const lines = [
    `COMPOSE_PROJECT_NAME=${project}`,
    `PUBLIC_URL=${url}`,
    `NORA_PORT=${port}`,
    `NORA_VERSION=${IMAGE_TAG}`,
    `NORA_EDGE_SUBNET=${subnet}`,
    `NORA_EDGE_NGINX=${nginx}`,
    `NORA_EDGE_API=${api}`,
    ...UNLIMITED,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  await must('docker/init-env.sh failed', () => runProgram(join(CHECKOUT, 'docker/init-env.sh'), [file]));
  return { url, host };
}

/** What docs/compose.md has operators write who sit behind a certificate authority of their own. */
function writeOverlay(directory: string): string[] {
  const authority = process.env['NODE_EXTRA_CA_CERTS'];
  if (!authority) return [];
  const file = join(directory, 'compose.override.yml');
  const worker = {
    environment: { NODE_EXTRA_CA_CERTS: EXTRA_AUTHORITY },
    volumes: [`${authority}:${EXTRA_AUTHORITY}:ro`],
  };
  writeFileSync(file, stringify({ services: { 'provisioner-worker': worker } }));
  return [file];
}

/** Waits until every container of the project is healthy. */
async function healthy(engine: DockerEngine, project: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  const filters = { label: [`com.docker.compose.project=${project}`] };
  for (;;) {
    const containers = await engine.docker.listContainers({ all: true, filters });
    const waiting = containers.filter(({ Status }) => !Status.includes('(healthy)'));
    if (containers.length > 0 && waiting.length === 0) return;
    if (Date.now() > deadline) {
      const states = waiting.map(({ Names, Status }) => `${Names.join()}: ${Status}`);
      throw new CliError(`the stack is not healthy: ${states.join('; ')}`);
    }
    await sleep(500, undefined, { signal });
  }
}

function readSetting(file: string, name: string): string {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((candidate) => candidate.startsWith(`${name}=`));
  if (line === undefined) throw new CliError(`${file} has no ${name}`);
  return line.slice(name.length + 1);
}

async function timed(what: string, act: () => Promise<void>): Promise<void> {
  const started = performance.now();
  await act();
  console.error(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
