import { execFile, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { formatEncryptionKey, readKeyFile } from '@nora/crypto';
import { createDataSource } from '@nora/domain';
import { SealedRows } from '@nora/testing';
import type { DataSource } from 'typeorm';
import type { CheckResult } from '../doctor/check';
import { DataDirectory } from '../instance/data-directory';
import { storeUrls } from '../instance/store-urls';
import { makeTemporaryDirectory } from '../suites/stores';
import { findFreePort } from '../system/ports';
import { BuiltCli } from '../testing/built-cli';

const CHECKOUT = resolve(__dirname, '../../../..');

jest.setTimeout(120_000);

/** The built command line on an instance of its own, with programs that stand in for the API and the workers. */
describe('the keys of an instance', () => {
  let cli: BuiltCli;
  let directory: DataDirectory;
  let database: DataSource;
  let rows: SealedRows;

  beforeAll(async () => {
    cli = await BuiltCli.build();
    directory = new DataDirectory(makeTemporaryDirectory('secrets'));
    await up();
    database = await openDatabase();
    expect(await nora(['migrate'])).toMatchObject({ code: 0 });
    rows = await SealedRows.on(database);
    await rows.addMany(3, keys()[0]);
  });

  afterAll(async () => {
    if (database.isInitialized) await database.destroy();
    await nora(['down']);
    rmSync(directory.path, { recursive: true, force: true });
    cli.remove();
  });

  const keys = () => readKeyFile(directory.encryptionKeys).keys;

  function clean(changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      NORA_DIST: join(CHECKOUT, 'apps/cli/fixtures/programs'),
      ...changes,
    };
    // The instance is to bring its own.
    for (const name of ['DATABASE_URL', 'REDIS_URL']) delete environment[name];
    return environment;
  }

  async function nora(
    argv: string[],
    changes: NodeJS.ProcessEnv = {},
  ): Promise<{ code: number; output: string }> {
    const full = [cli.main, ...argv, '--data', directory.path];
    return promisify(execFile)(process.execPath, full, { env: clean(changes) }).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        ...{ code, output: stdout + stderr },
      }),
    );
  }

  async function up(changes: NodeJS.ProcessEnv = {}): Promise<void> {
    const port = String(await findFreePort());
    const { code, output } = await nora(['up', '--detach', '--target', 'process', '--port', port], changes);
    expect([code, output]).toEqual([0, expect.stringContaining('Nora is up')]);
  }

  function openDatabase(): Promise<DataSource> {
    return createDataSource(storeUrls(directory, {}).database ?? '', { poolSize: 2 }).initialize();
  }

  const keyCheck = async (): Promise<CheckResult | undefined> => {
    const results = JSON.parse((await nora(['doctor', '--json'])).output) as CheckResult[];
    return results.find(({ name }) => name === 'encryption keys');
  };

  it('are told to the programs as a file, and are found in order by the doctor', async () => {
    const { url } = JSON.parse((await nora(['status', '--json'])).output) as { url: string };
    const told = (await (await fetch(`${url}/environment`)).json()) as Record<string, string>;
    expect(told['ENCRYPTION_KEY_FILE']).toBe(directory.encryptionKeys);
    expect(Object.keys(told)).not.toContain('ENCRYPTION_KEY');
    expect(await keyCheck()).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('all 24 stored secrets lie under it') as string,
    });
  });

  it('rotate while it runs', async () => {
    const [before] = keys();
    const { code, output } = await nora(['secrets', 'rotate']);
    expect([code, output]).toEqual([0, expect.stringContaining(`Removed from the file: ${before.id}.`)]);
    expect(output).toContain('Waiting until every program has taken it up…');
    expect(await rows.keyIds()).toEqual([keys()[0].id]);
    expect(await rows.wrongUnder(keys())).toEqual([]);
  });

  it('kept after a rotation are pointed out by the doctor', async () => {
    await nora(['secrets', 'rotate', '--keep-old']);
    expect(await keyCheck()).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('nothing lies under') as string,
    });
    await rows.add(keys()[1] ?? keys()[0]);
    expect(await keyCheck()).toMatchObject({
      status: 'warn',
      detail: '8 stored secrets lie under old keys',
      remedy: 'run ./nora secrets rotate, which finishes the rotation',
    });
    const { code, output } = await nora(['secrets', 'rotate']);
    expect([code, output]).toEqual([0, expect.stringContaining('Finishing the rotation to key')]);
    expect((await keyCheck())?.status).toBe('ok');
  });

  it('rotate while it does not run, with a PostgreSQL that is gone afterwards, from where older releases kept them', async () => {
    await database.destroy();
    await nora(['down']);
    const [key] = keys();
    const secrets = JSON.parse(readFileSync(directory.secrets, 'utf8')) as object;
    writeFileSync(directory.secrets, JSON.stringify({ ...secrets, encryptionKey: formatEncryptionKey(key) }));
    rmSync(directory.encryptionKeys);

    await killRotation('The new key is');
    expect(keys().map(({ id }) => id)).toContain(key.id);
    const { code, output } = await nora(['secrets', 'rotate']);
    expect([code, output]).toEqual([
      0,
      expect.stringContaining(`Finishing the rotation to key ${keys()[0].id}`),
    ]);
    expect(keys()).toHaveLength(1);
    expect(output).not.toContain('Waiting');
    expect(readFileSync(directory.secrets, 'utf8')).not.toContain('encryptionKey');
    const { stdout } = await promisify(execFile)('ps', ['-eo', 'args']);
    expect(stdout).not.toContain(directory.path);

    await up();
    database = await openDatabase();
    rows = rows.movedTo(database);
    expect(await rows.keyIds()).toEqual([keys()[0].id]);
    expect(await rows.wrongUnder(keys())).toEqual([]);
  });

  /** Kills a rotation once it said something, and leaves the PostgreSQL that it started. */
  async function killRotation(line: string): Promise<void> {
    const child = spawn(process.execPath, [cli.main, 'secrets', 'rotate', '--data', directory.path], {
      env: clean(),
    });
    const ended = new Promise<void>((end) => child.once('close', () => end()));
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes(line) && child.kill('SIGKILL'));
    await ended;
    expect(child.signalCode).toBe('SIGKILL');
  }

  it('of the operator are not rotated here', async () => {
    await database.destroy();
    await nora(['down']);
    const before = keys();
    await up({ ENCRYPTION_KEY: formatEncryptionKey(before[0]) });
    expect(await nora(['secrets', 'rotate'])).toEqual({
      code: 1,
      output: expect.stringContaining('the instance was started with an ENCRYPTION_KEY'),
    });
    expect(keys()).toEqual(before);
    expect((await keyCheck())?.detail).toBe('they were in the environment when it was started');
  });
});
