// A whole control plane as real processes: PostgreSQL, Redis, a simulated target, API replicas and workers.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManagedProcess, ROOT, freePort } from './processes.mjs';
import { SimulatedEngine } from './simulated-engine.mjs';
import { OwnPostgres, OwnRedis } from './stores.mjs';
import { UNLIMITED } from './rate-limits.mjs';

const BUILT = join(ROOT, 'dist/apps');

/** How `./nora up` and the images start the programs (apps/cli/src/services/programs.ts). */
const NODE_FLAGS = {
  api: ['--max-semi-space-size=1', '--heap-growing-percent=100'],
  'provisioner-worker': ['--max-semi-space-size=1'],
};

/**
 * Runs an act with a control plane of its own, and leaves nothing of it, also after Ctrl-C.
 * @param options `apis` and `workers`: how many; `settings`: environment of all; `workerSettings`: of the workers
 * only; `postgres`: settings of the server instead of the fast ones; `logs`: where the logs of all processes are kept,
 * by default nowhere; `programs`: the directory with the built programs to begin with, by default those of the checkout
 * @param act gets the control plane and a signal that aborts when the bench must end
 */
export async function withControlPlane(options, act) {
  const directory = mkdtempSync(join(tmpdir(), 'nora-bench-'));
  // As root, the stores run as another user, who must be able to pass.
  chmodSync(directory, 0o711);
  const logs = options.logs ?? join(directory, 'logs');
  mkdirSync(logs, { recursive: true });
  const interrupted = new AbortController();
  const interrupt = (signal) => interrupted.abort(new Interrupted(`ended by ${signal}`));
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const plane = new ControlPlane(directory, logs, options);
  const aborted = new Promise((_, reject) => {
    interrupted.signal.addEventListener('abort', () => reject(interrupted.signal.reason));
  });
  try {
    const work = plane.start().then(() => act(plane, interrupted.signal));
    return await Promise.race([work, aborted]);
  } finally {
    aborted.catch(() => undefined);
    await plane.stop();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Somebody ended the bench. */
export class Interrupted extends Error {}

/** The processes of one control plane. */
export class ControlPlane {
  constructor(directory, logs, options) {
    this.directory = directory;
    this.logs = logs;
    this.options = { apis: 1, workers: 1, settings: {}, workerSettings: {}, programs: BUILT, ...options };
    this.apis = [];
    this.workers = [];
    this.opened = [];
    this.stopping = false;
  }

  async start() {
    for (const name of ['api', 'provisioner-worker', 'simulated-engine']) {
      if (existsSync(programFile(BUILT, name))) continue;
      throw new Error(
        `dist/apps/${name} is not built: run this as ./nora bench, which builds what is missing`,
      );
    }
    this.postgres = await this.open(
      await OwnPostgres.create(this.directory, this.logs, this.options.postgres),
    );
    this.redis = await this.open(await OwnRedis.create(this.logs));
    this.engine = await this.open(await SimulatedEngine.create(this.logs));
    const shared = await this.sharedEnvironment();
    for (let number = 1; number <= this.options.apis; number += 1) {
      const port = await freePort();
      const runtimePort = await freePort();
      const own = { HOST: '127.0.0.1', PORT: String(port), RUNTIME_LISTENER_PORT: String(runtimePort) };
      const api = this.program(`api-${number}`, 'api', { ...shared, NORA_AUTO_MIGRATE: 'true', ...own });
      this.apis.push(Object.assign(api, { origin: `http://127.0.0.1:${port}`, runtimePort }));
    }
    for (let number = 1; number <= this.options.workers; number += 1) {
      const environment = { ...shared, ...this.options.workerSettings };
      this.workers.push(this.program(`worker-${number}`, 'provisioner-worker', environment));
    }
    // One at a time: the first applies the migrations.
    for (const one of this.programs) await this.open(one);
  }

  get programs() {
    return [...this.apis, ...this.workers];
  }

  get processes() {
    return [...this.programs, this.postgres.process, this.redis.process, this.engine.process];
  }

  /** What ended without being asked to. */
  unexpectedEnds() {
    return this.processes.flatMap(({ unexpectedEnds }) => unexpectedEnds);
  }

  async stop() {
    this.stopping = true;
    const [stores, programs] = [[], []];
    for (const one of this.opened) (one instanceof ManagedProcess ? programs : stores).push(one);
    await Promise.all(programs.map((one) => one.stop('SIGKILL')));
    await Promise.all(stores.map((one) => one.stop()));
  }

  async open(one) {
    this.opened.push(one);
    if (this.stopping) throw new Error('the bench is ending');
    await one.start();
    return one;
  }

  program(name, app, environment) {
    const argv = argvOf(this.options.programs, app);
    // As apps/cli/src/services/programs.ts starts them.
    const arenas = { MALLOC_ARENA_MAX: '2', ...environment };
    const one = new ManagedProcess({
      name,
      file: process.execPath,
      argv,
      environment: arenas,
      directory: this.logs,
    });
    return Object.assign(one, { app });
  }

  async sharedEnvironment() {
    return {
      NODE_ENV: 'production',
      DATABASE_URL: this.postgres.url,
      REDIS_URL: this.redis.url,
      JWT_SECRET: randomBytes(32).toString('base64url'),
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      NORA_INSTALLATION_ID: `bench-${randomBytes(4).toString('hex')}`,
      NORA_TARGETS: 'simulated',
      SIMULATED_ENGINE_URL: this.engine.url,
      NORA_DATA_DIR: this.directory,
      PUBLIC_URL: 'http://localhost:8080',
      ...UNLIMITED,
      ...this.options.settings,
    };
  }
}

/** Has a program of a control plane be the checkout's from its next start on. */
export function upgrade(one) {
  one.spec.argv = argvOf(BUILT, one.app);
}

function programFile(directory, name) {
  return join(directory, name, 'main.js');
}

function argvOf(directory, app) {
  return [...NODE_FLAGS[app], programFile(directory, app)];
}
