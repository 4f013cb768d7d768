import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findFreePort } from '../system/ports';
import { isAlive, waitUntilGone } from '../system/processes';
import type { ProcessRecord } from '../system/processes';
import { makeTemporaryDirectory } from '../suites/stores';
import type { CheckResult } from '../doctor/check';
import { BuiltCli } from '../testing/built-cli';
import { DataDirectory } from './data-directory';
import { readSecrets } from './secrets';
import { readState } from './state';
import type { StatusReport } from './status';

const CHECKOUT = resolve(__dirname, '../../../..');

interface Outcome {
  code: number;
  output: string;
}

jest.setTimeout(90_000);

/** The built command line, with programs that stand in for the API and the workers. */
describe('up and down', () => {
  let cli: BuiltCli;
  let directory: DataDirectory;
  let port: number;

  beforeAll(async () => {
    cli = await BuiltCli.build();
  });

  afterAll(() => cli.remove());

  beforeEach(async () => {
    directory = new DataDirectory(makeTemporaryDirectory('instance'));
    port = await findFreePort();
  });

  afterEach(async () => {
    await nora(['down']);
    rmSync(directory.path, { recursive: true, force: true });
  });

  function environment(changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const clean: NodeJS.ProcessEnv = {
      ...process.env,
      NORA_DIST: join(CHECKOUT, 'apps/cli/fixtures/programs'),
      ...changes,
    };
    // The instance is to bring its own.
    delete clean['DATABASE_URL'];
    delete clean['REDIS_URL'];
    return clean;
  }

  async function nora(argv: string[], changes: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    const [command = '', ...rest] = argv;
    try {
      const full = [cli.main, command, '--data', directory.path, ...rest];
      const { stdout, stderr } = await promisify(execFile)(process.execPath, full, {
        env: environment(changes),
      });
      return { code: 0, output: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, output: stdout + stderr };
    }
  }

  const up = (changes?: NodeJS.ProcessEnv): Promise<Outcome> =>
    nora(['up', '--detach', '--target', 'process', '--port', String(port)], changes);

  async function status(): Promise<StatusReport> {
    return JSON.parse((await nora(['status', '--json'])).output) as StatusReport;
  }

  function runningProcesses(): ProcessRecord[] {
    const state = readState(directory.state);
    if (state === null) throw new Error('nothing runs');
    const services = state.services.flatMap(({ process: record }) => record ?? []);
    return [state.supervisor, ...services];
  }

  async function query(sql: string): Promise<unknown[]> {
    const { DATABASE_URL } = (await (await fetch(`http://127.0.0.1:${port}/environment`)).json()) as {
      DATABASE_URL: string;
    };
    const client = new Client({ connectionString: DATABASE_URL });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('brings everything up, says where, and leaves no process after it went down', async () => {
    const started = await up();
    expect(started).toEqual({ code: 0, output: expect.any(String) });
    const token = readSecrets(directory.secrets)?.claimToken;
    expect(started.output).toContain(`Claim this server: http://localhost:${port}/claim?token=${token}`);
    const report = await status();
    expect(report).toMatchObject({ running: true, state: 'running', port, targets: ['process'] });
    expect(report.services.map(({ name, state }) => [name, state]).sort()).toEqual(
      ['api', 'backup-worker', 'postgres', 'provisioner-worker', 'redis'].map((name) => [name, 'ready']),
    );
    const processes = runningProcesses();
    expect(processes).toHaveLength(6);
    expect(await nora(['down'])).toMatchObject({ code: 0 });
    expect(processes.filter(isAlive)).toEqual([]);
    expect(existsSync(directory.lock) || existsSync(directory.state)).toBe(false);
    expect(await nora(['down'])).toMatchObject({ code: 0, output: expect.stringContaining('Nothing runs') });
    expect(await nora(['status'])).toMatchObject({ code: 1 });
  });

  it('keeps data, secrets and ports from one start to the next', async () => {
    await up();
    await query('CREATE TABLE kept AS SELECT 7 AS value');
    const [secrets, ports] = [readFileSync(directory.secrets), readFileSync(directory.ports)];
    await nora(['down']);
    await up();
    expect(await query('SELECT value FROM kept')).toEqual([{ value: 7 }]);
    expect(readFileSync(directory.secrets)).toEqual(secrets);
    expect(readFileSync(directory.ports)).toEqual(ports);
  });

  it('keeps secrets and settings that hold passwords to itself', async () => {
    await up();
    for (const file of [
      directory.secrets,
      directory.encryptionKeys,
      join(directory.redis, 'redis.conf'),
      directory.state,
    ]) {
      expect([file, statSync(file).mode & 0o077]).toEqual([file, 0]);
    }
    const { postgresPassword = '', redisPassword = '' } = readSecrets(directory.secrets) ?? {};
    const { stdout } = await promisify(execFile)('ps', ['-eo', 'args']);
    expect(stdout).not.toContain(postgresPassword);
    expect(stdout).not.toContain(redisPassword);
  });

  it('cleans up after a supervisor that was killed, and starts', async () => {
    await up();
    const [supervisor, ...left] = runningProcesses();
    process.kill(supervisor?.pid ?? 0, 'SIGKILL');
    if (supervisor) await waitUntilGone(supervisor, 5_000);
    expect(await status()).toMatchObject({ running: false });
    const again = await up();
    expect(again).toMatchObject({
      code: 0,
      output: expect.stringContaining('Ended what a killed run had left'),
    });
    expect(left.filter(isAlive)).toEqual([]);
    expect(await status()).toMatchObject({ running: true });
  });

  it('starts a killed service again', async () => {
    await up();
    const before = (await status()).services.find(({ name }) => name === 'provisioner-worker');
    process.kill(before?.pid ?? 0, 'SIGKILL');
    await sleep(1_500);
    const after = (await status()).services.find(({ name }) => name === 'provisioner-worker');
    expect(after).toMatchObject({ state: 'ready', restarts: 1 });
    expect(after?.pid).not.toBe(before?.pid);
    const log = await nora(['logs', 'nora']);
    expect(log.output).toContain('provisioner-worker was ended by SIGKILL; it is started again in 0.5 s');
  });

  it('refuses a port that is in use, with one line, and leaves nothing', async () => {
    const server = createServer().listen(port, '127.0.0.1');
    const outcome = await up();
    server.close();
    expect(outcome).toEqual({
      code: 1,
      output: `nora: port ${port} is in use by another program: choose another with --port\n`,
    });
    expect(existsSync(directory.lock) || existsSync(directory.postgres)).toBe(false);
  });

  it('refuses a data directory in use, with one line that names who uses it', async () => {
    await up();
    const { pid } = await status();
    const outcome = await up();
    expect(outcome.code).toBe(1);
    expect(outcome.output).toMatch(
      new RegExp(`^nora: the data directory .* is in use by process ${pid} .*\\n$`),
    );
    expect(await status()).toMatchObject({ running: true, pid });
  });

  it('lets one of two simultaneous starts win', async () => {
    const outcomes = await Promise.all([up(), up()]);
    expect(outcomes.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect((await status()).services.every(({ state }) => state === 'ready')).toBe(true);
  });

  it('leaves nothing running when the API fails at its start, and says why', async () => {
    const outcome = await up({ FAKE_API_FAULT: 'exit' });
    expect(outcome.code).toBe(1);
    expect(outcome.output).toContain(
      'nora: api ended at its start (exit 3): the migrations cannot be applied',
    );
    const { stdout } = await promisify(execFile)('ps', ['-eo', 'args']);
    expect(stdout).not.toContain(directory.path);
    expect(existsSync(directory.lock)).toBe(false);
  });

  it('stops cleanly when the terminal sends Ctrl-C', async () => {
    const argv = [cli.main, 'up', '--data', directory.path, '--target', 'process', '--port', String(port)];
    const child: ChildProcess = spawn(process.execPath, argv, { env: environment() });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    for (let waited = 0; !output.includes('Ctrl-C stops Nora') && waited < 20_000; waited += 50)
      await sleep(50);
    const processes = runningProcesses();
    const ended = new Promise<number | null>((resolveCode) => child.once('exit', resolveCode));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(processes.filter(isAlive)).toEqual([]);
    expect(output).toContain('Stopping Nora; agents keep running…\nNora is stopped.');
  });

  it('is examined by the doctor, with a remedy for every fault', async () => {
    await up();
    const results = JSON.parse((await nora(['doctor', '--json'])).output) as CheckResult[];
    const found = Object.fromEntries(results.map(({ name, status: outcome }) => [name, outcome]));
    expect(found).toMatchObject({
      instance: 'ok',
      postgres: 'ok',
      // The program that stands in for the API does not migrate.
      migrations: 'fail',
      redis: 'ok',
      'redis eviction': 'ok',
      'queue deployments': 'ok',
      secrets: 'ok',
      'encryption keys': 'ok',
    });
    expect(results.filter(({ status: outcome, remedy }) => outcome !== 'ok' && !remedy)).toEqual([]);
  });
});
