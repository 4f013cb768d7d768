import { execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { CliError, codeOf, messageOf } from '../system/errors';
import { makePrivateDirectory, serviceIdentity } from '../system/files';
import { startOf } from '../system/processes';
import { preparePostgresBinaries } from './postgres-binaries';
import type { PostgresBinaries } from './postgres-binaries';
import { SupervisedProcess } from './supervised-process';
import type { SupervisionContext } from './supervised-process';

const run = promisify(execFile);
const USER = 'nora';
const DATABASE = 'nora';

export interface PostgresOptions {
  /** Holds `data/` and, when needed, a copy of the programs. */
  directory: string;
  port: number;
  password: string;
  /** Settings beyond the defaults, such as those that trade safety for speed in tests. */
  settings?: Record<string, string>;
}

/** Address of an embedded PostgreSQL. */
export function postgresUrl({ port, password }: Pick<PostgresOptions, 'port' | 'password'>): string {
  return `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE}`;
}

/**
 * A PostgreSQL of this instance's own: on loopback only, without a socket file, as an unprivileged user.
 * @throws CliError when the data belongs to another major version
 */
export async function createPostgres(
  options: PostgresOptions,
  context: SupervisionContext,
): Promise<SupervisedProcess> {
  const data = join(options.directory, 'data');
  makePrivateDirectory(options.directory, serviceIdentity());
  const binaries = preparePostgresBinaries(`${options.directory}-programs`);
  await initialise(binaries, data, options.password);
  await endPredecessor(data);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    password_encryption: 'scram-sha-256',
    ...options.settings,
  };
  const argv = ['-D', data, '-p', String(options.port)];
  for (const [name, value] of Object.entries(settings)) argv.push('-c', `${name}=${value}`);
  return new SupervisedProcess(
    {
      name: 'postgres',
      spawn: () =>
        spawn(binaries.postgres, argv, {
          ...serviceIdentity(),
          cwd: data,
          detached: true,
          env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      ready: (_child, signal) => untilItAnswers(options, signal),
      readyTimeoutMs: 60_000,
      stopSignal: 'SIGINT',
      stopGraceMs: 20_000,
    },
    context,
  );
}

async function initialise(binaries: PostgresBinaries, data: string, password: string): Promise<void> {
  if (existsSync(data)) {
    const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
    if (version === binaries.major) return;
    throw new CliError(
      `${data} was made by PostgreSQL ${version} and this release brings ${binaries.major}: dump it with the older release first`,
    );
  }
  // Made aside and renamed when whole, so that an interrupted first start leaves nothing that looks finished.
  const unfinished = `${data}.new`;
  const passwordFile = `${data}.password`;
  const identity = serviceIdentity();
  rmSync(unfinished, { recursive: true, force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (identity.uid !== undefined && identity.gid !== undefined) {
    chownSync(passwordFile, identity.uid, identity.gid);
  }
  try {
    const argv = [
      `--pgdata=${unfinished}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ];
    await run(binaries.initdb, argv, {
      ...identity,
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    });
  } catch (error) {
    const stderr =
      error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n').at(-1) : '';
    throw new CliError(`PostgreSQL could not set up ${data}: ${stderr || messageOf(error)}`, 1, {
      cause: error,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, data);
}

/** Ends a PostgreSQL that still serves this very data, whatever became of the records of who started it. */
async function endPredecessor(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !servesData(pid, data)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; startOf(pid) !== null && waited < 20_000; waited += 50) await sleep(50);
}

function servesData(pid: number, data: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data);
  } catch {
    return false;
  }
}

async function untilItAnswers(options: PostgresOptions, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const client = new Client({
      host: '127.0.0.1',
      port: options.port,
      user: USER,
      password: options.password,
      database: 'postgres',
      connectionTimeoutMillis: 5_000,
    });
    try {
      await client.connect();
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
      return;
    } catch (error) {
      if (!isStartingUp(error)) {
        throw new CliError(`PostgreSQL refuses its own user: ${messageOf(error)}`, 1, { cause: error });
      }
    } finally {
      await client.end().catch(() => undefined);
    }
    await sleep(30, undefined, { signal });
  }
}

/** Refused connections, and `57P03` (cannot_connect_now) while it recovers. */
function isStartingUp(error: unknown): boolean {
  const code = codeOf(error);
  return code === undefined || ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', '57P03'].includes(code);
}
