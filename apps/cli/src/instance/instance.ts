import { claimToken, encryptionKeyFile, programEnvironment } from '../services/environment';
import type { EnvironmentInput, ProgramName } from '../services/environment';
import { createPostgres, postgresUrl } from '../services/postgres';
import { createProgram, needsFirstAdmin, untilHealthy } from '../services/programs';
import { startRedis } from '../services/redis';
import { redisUrl } from '../services/redis-connection';
import type { Service } from '../services/service';
import type { SupervisionContext } from '../services/supervised-process';
import { DIST, programFile } from '../system/checkout';
import { CliError } from '../system/errors';
import { findFreePort, isFree } from '../system/ports';
import { recordOf } from '../system/processes';
import { reportSlow } from '../system/reporter';
import type { Say } from '../system/reporter';
import { RotatingLog } from '../system/rotating-log';
import type { DataDirectory } from './data-directory';
import { ensurePorts } from './kept-ports';
import { ensureEncryptionKeys } from './encryption-keys';
import { endLeftovers } from './leftovers';
import { InstanceLock } from './lock';
import { ensureSecrets } from './secrets';
import { readState, removeState, writeState } from './state';
import type { InstanceState } from './state';
import { resolveTargets } from './targets';
import type { TargetChoice } from './targets';

const PROGRAMS: ProgramName[] = ['api', 'provisioner-worker', 'backup-worker'];

export interface InstanceOptions {
  directory: DataDirectory;
  /** 0 takes a free one. */
  port: number;
  target: TargetChoice;
  /** The operator's environment. */
  environment: NodeJS.ProcessEnv;
}

/** What `up` prints once everything runs. */
export interface RunningInstance {
  url: string;
  /** Present while the server waits for its first administrator. */
  claimUrl: string | null;
  targets: string[];
}

/** PostgreSQL, Redis and Nora's programs of one data directory, started and stopped together. */
export class Instance {
  private services: Service[] = [];
  private readonly logs = new Map<string, RotatingLog>();
  private readonly hurry = new AbortController();
  private readonly giveUp = new AbortController();
  private lock: InstanceLock | null = null;
  private state: InstanceState | null = null;
  private starting: Promise<unknown> = Promise.resolve();
  private stopped: Promise<void> | null = null;

  constructor(
    private readonly options: InstanceOptions,
    private readonly report: Say,
  ) {}

  /**
   * Starts everything, in order, and waits until it is healthy.
   * @throws CliError with one line; nothing is left running then
   */
  async start(): Promise<RunningInstance> {
    const attempt = this.bringUp();
    this.starting = attempt.catch(() => undefined);
    try {
      return await attempt;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Stops everything, programs first; agents are not touched. */
  stop(): Promise<void> {
    this.stopped ??= this.bringDown();
    return this.stopped;
  }

  /** Makes a running stop end what still runs by force. */
  stopNow(): Promise<void> {
    this.hurry.abort();
    return this.stop();
  }

  /** Says a line, and keeps it in the instance's own log. */
  readonly say = (line: string): void => {
    this.logs.get('nora')?.line(line);
    this.report(line);
  };

  private async bringUp(): Promise<RunningInstance> {
    const { directory, environment } = this.options;
    for (const program of PROGRAMS) programFile(program);
    directory.prepare();
    this.lock = this.takeLock();
    this.openLog('nora');
    const leftovers = await reportSlow(this.say, 'Ending what an earlier run left', () =>
      endLeftovers(directory),
    );
    if (leftovers.length > 0) this.say(`Ended what a killed run had left: ${leftovers.join(', ')}`);

    const port = await this.choosePort();
    ensureEncryptionKeys(directory);
    const secrets = ensureSecrets(directory.secrets);
    const ports = await ensurePorts(directory.ports);
    const targets = await reportSlow(this.say, 'Looking for Docker', () =>
      resolveTargets(this.options.target),
    );
    const url = environment['PUBLIC_URL'] || `http://localhost:${port}`;
    this.begin(url, port, targets.names);

    const [databaseUrl, redis] = await this.startStores(ports, secrets);
    const input: EnvironmentInput = {
      inherited: environment,
      secrets,
      encryptionKeys: directory.encryptionKeys,
      databaseUrl,
      redisUrl: redis,
      port,
      dataDirectory: directory.path,
      uiRoot: DIST,
      targets: targets.names,
      runtimeListener: { port: ports.runtimeListener, dockerHostAddress: targets.dockerHostAddress },
    };
    const origin = `http://127.0.0.1:${port}`;
    await this.startProgram('api', input, (signal) => untilHealthy(origin, signal));
    await Promise.all(PROGRAMS.slice(1).map((program) => this.startProgram(program, input)));
    this.giveUp.signal.throwIfAborted();
    this.enter('running');
    const claimUrl = (await needsFirstAdmin(origin)) ? `${url}/claim?token=${claimToken(input)}` : null;
    return { url, claimUrl, targets: targets.names };
  }

  private takeLock(): InstanceLock {
    const { directory } = this.options;
    const lock = InstanceLock.acquire(directory.lock);
    if (lock instanceof InstanceLock) return lock;
    const url = readState(directory.state)?.url;
    throw new CliError(
      `the data directory ${directory.path} is in use by process ${lock.pid}${url ? ` (${url})` : ''}: stop it with ./nora down, or choose another with --data`,
    );
  }

  private async choosePort(): Promise<number> {
    const { port } = this.options;
    if (port === 0) return findFreePort();
    if (await isFree(port)) return port;
    throw new CliError(`port ${port} is in use by another program: choose another with --port`);
  }

  private async startStores(
    ports: { postgres: number; redis: number },
    secrets: { postgresPassword: string; redisPassword: string; installationId: string },
  ): Promise<[string, string]> {
    const { directory, environment } = this.options;
    const postgres = {
      directory: directory.postgres,
      port: ports.postgres,
      password: secrets.postgresPassword,
    };
    const redis = {
      ...secrets,
      directory: directory.redis,
      port: ports.redis,
      password: secrets.redisPassword,
    };
    const startPostgres = async (): Promise<string> => {
      if (environment['DATABASE_URL']) return environment['DATABASE_URL'];
      const service = await createPostgres(postgres, this.context('postgres'));
      this.add(service);
      await service.start(this.giveUp.signal);
      return postgresUrl(postgres);
    };
    const startOwnRedis = async (): Promise<string> => {
      if (environment['REDIS_URL']) return environment['REDIS_URL'];
      await startRedis(redis, this.context('redis'), this.add, this.giveUp.signal);
      return redisUrl(redis);
    };
    // Both are awaited even when one fails, so that what the other started is known when all is stopped.
    const outcomes = await Promise.allSettled([
      reportSlow(this.say, 'Starting PostgreSQL', startPostgres),
      reportSlow(this.say, 'Starting Redis', startOwnRedis),
    ]);
    const [database, queue] = outcomes;
    if (database.status === 'rejected') throw database.reason;
    if (queue.status === 'rejected') throw queue.reason;
    return [database.value, queue.value];
  }

  private async startProgram(
    name: ProgramName,
    input: EnvironmentInput,
    alsoReady?: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const service = createProgram(name, programEnvironment(name, input), this.context(name), alsoReady);
    this.add(service);
    await reportSlow(this.say, `Starting ${name}`, () => service.start(this.giveUp.signal));
  }

  /** Another attempt at a service takes the place of the one that failed. */
  private readonly add = (service: Service): void => {
    this.services = [...this.services.filter(({ name }) => name !== service.name), service];
  };

  private context(name: string): SupervisionContext {
    return { log: this.openLog(name), changed: () => this.writeDown(), say: this.say };
  }

  private openLog(name: string): RotatingLog {
    const log = this.logs.get(name) ?? new RotatingLog(this.options.directory.logFile(name));
    this.logs.set(name, log);
    return log;
  }

  private begin(url: string, port: number, targets: string[]): void {
    const supervisor = recordOf(process.pid);
    if (supervisor === null) throw new Error('this process cannot be identified');
    const startedAt = new Date().toISOString();
    const { directory, environment } = this.options;
    const source = { inherited: environment, encryptionKeys: directory.encryptionKeys };
    this.state = {
      ...{ supervisor, state: 'starting', startedAt, url, port, targets, services: [] },
      encryptionKeyFile: encryptionKeyFile(source),
    };
    this.writeDown();
  }

  private enter(state: InstanceState['state']): void {
    if (this.state === null) return;
    this.state.state = state;
    this.writeDown();
  }

  private writeDown(): void {
    if (this.state === null) return;
    this.state.services = this.services.map((service) => service.status());
    writeState(this.options.directory.state, this.state);
  }

  private async bringDown(): Promise<void> {
    this.giveUp.abort();
    await this.starting;
    this.enter('stopping');
    const isStore = ({ name }: Service): boolean => name === 'postgres' || name === 'redis';
    const stop = (service: Service): Promise<void> => service.stop(this.hurry.signal);
    await Promise.all(this.services.filter((service) => !isStore(service)).map(stop));
    await Promise.all(this.services.filter(isStore).map(stop));
    if (this.state !== null) removeState(this.options.directory.state);
    this.state = null;
    for (const log of this.logs.values()) log.close();
    this.lock?.release();
  }
}
