import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  formatEncryptionKey,
  newEncryptionKey,
  readKeyFile,
  writeKeyFile,
  type EncryptionKey,
} from '@nora/crypto';
import { OauthAttempt } from '@nora/domain';
import { SealedRows, createTestDatabase, type TestDatabase } from '@nora/testing';
import { BuiltCli } from '../testing/built-cli';
import type { SecretsReport } from './status';

jest.setTimeout(120_000);

/** The built command line on a database that its environment names, as in a container. */
describe('nora secrets', () => {
  let cli: BuiltCli;
  let database: TestDatabase;
  let rows: SealedRows;
  let directory: string;
  let keyFile: string;
  let first: EncryptionKey;
  /** Everything that was printed, which must not hold a key. */
  let printed: string;
  /** Every key that was there. */
  let keysSeen: Set<string>;

  beforeAll(async () => {
    cli = await BuiltCli.build();
  });

  afterAll(() => cli.remove());

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'nora-secrets-'));
    keyFile = join(directory, 'encryption.keys');
    first = newEncryptionKey();
    writeKeyFile(keyFile, [first]);
    database = await createTestDatabase();
    rows = await SealedRows.on(database.dataSource);
    await rows.addMany(3, first);
    [printed, keysSeen] = ['', new Set()];
  });

  afterEach(async () => {
    await database.drop();
    for (const { bytes } of readKeyFile(keyFile).keys) keysSeen.add(bytes.toString('base64'));
    for (const key of [...keysSeen, formatEncryptionKey(first)]) expect(printed).not.toContain(key);
    rmSync(directory, { recursive: true });
  });

  const keys = () => readKeyFile(keyFile).keys;
  const environment = (changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
    return { ...process.env, DATABASE_URL: database.url, ENCRYPTION_KEY_FILE: keyFile, ...changes };
  };

  async function nora(
    argv: string[],
    changes: NodeJS.ProcessEnv = {},
  ): Promise<{ code: number; output: string }> {
    const outcome = await promisify(execFile)(process.execPath, [cli.main, 'secrets', ...argv], {
      env: environment(changes),
    }).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        ...{ code, output: stdout + stderr },
      }),
    );
    printed += outcome.output;
    for (const { bytes } of keys()) keysSeen.add(bytes.toString('base64'));
    return outcome;
  }

  const status = async (changes?: NodeJS.ProcessEnv): Promise<SecretsReport> =>
    JSON.parse((await nora(['status', '--json'], changes)).output) as SecretsReport;

  it('counts by key, rotates with progress, and leaves one key', async () => {
    expect((await status()).keys).toEqual([{ id: first.id, use: 'seals', values: 24 }]);
    const { code, output } = await nora(['rotate']);
    const [current] = keys();
    expect(code).toBe(0);
    expect(output.split('\n')).toEqual([
      `The new key is ${current.id}.`,
      'Waiting until every program has taken it up…',
      'agent_credentials.gateway_token: 3 of 3',
      'agent_credentials.model_key: 3 of 3',
      'agent_credentials.sidecar_token: 3 of 3',
      'agent_secrets.value: 3 of 3',
      'audit_signing_keys.private_key: 3 of 3',
      'model_providers.api_key: 3 of 3',
      'oauth_attempts.secrets: 3 of 3',
      'second_factors.secret: 3 of 3',
      'Waiting for transactions that began before…',
      `Key ${current.id}: 24 values were sealed anew; every stored secret lies under it.`,
      `Removed from the file: ${first.id}.`,
      '',
    ]);
    expect((await status()).keys).toEqual([{ id: current.id, use: 'seals', values: 24 }]);
    expect(await rows.wrongUnder(keys())).toEqual([]);
    expect((await nora(['status'])).output).toContain(`${current.id}  seals and opens`);
  });

  it('answers once and in JSON where it is asked to, and keeps the old key where it is asked to', async () => {
    const { code, output } = await nora(['rotate', '--json', '--keep-old']);
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      ...{
        complete: true,
        resumed: false,
        removed: [],
        kept: [first.id],
        keptBecause: 'asked',
        failures: [],
      },
      keyId: keys()[0].id,
    });
    expect(keys()).toHaveLength(2);
  });

  it('is finished by the next run wherever it was killed', async () => {
    await rows.addMany(300, first);
    const points: [string, number][] = [
      ['The new key is', 0],
      ['Waiting until every program', 1_000],
      ['gateway_token: ', 0],
      ['private_key: ', 30],
      ['Waiting for transactions', 0],
      ['Waiting for transactions', 150],
    ];
    for (const [line, delay] of points) {
      await killAfter(line, delay);
      expect([line, await rows.wrongUnder(keys())]).toEqual([line, []]);
      expect((await status()).keys.every(({ use }) => use !== 'missing')).toBe(true);
    }
    expect((await nora(['rotate'])).code).toBe(0);
    expect(await rows.keyIds()).toEqual([keys()[0].id]);
    expect(await rows.wrongUnder(keys())).toEqual([]);
    // What killed processes left beside the file is gone as well.
    expect(keys()).toHaveLength(1);
  });

  /** Starts a rotation and ends it by SIGKILL, some milliseconds after it said something. */
  async function killAfter(line: string, delay: number): Promise<void> {
    const child = spawn(process.execPath, [cli.main, 'secrets', 'rotate'], { env: environment() });
    const ended = new Promise<void>((end) => child.once('close', () => end()));
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const before = output.includes(line);
      output += chunk.toString();
      if (before || !output.includes(line)) return;
      void sleep(delay).then(() => child.kill('SIGKILL'));
    });
    await ended;
    expect(output).toContain(line);
    printed += output;
    for (const { bytes } of keys()) keysSeen.add(bytes.toString('base64'));
  }

  it('ends with code 1 and names the row when a value cannot be opened', async () => {
    const [moved, other] = await database.dataSource.manager.find(OauthAttempt);
    await database.dataSource.manager.update(OauthAttempt, { id: moved?.id }, { secrets: other?.secrets });
    const { code, output } = await nora(['rotate']);
    expect(code).toBe(1);
    expect(output).toContain(
      `oauth_attempts.secrets of ${moved?.id} was changed, or belongs to another row.`,
    );
    expect(output).toContain('not every stored secret lies under it');
    expect(output).toContain(`Still in the file: ${first.id}, because values lie under it.`);
    expect((await status()).keys).toEqual([
      { id: keys()[0].id, use: 'seals', values: 23 },
      { id: first.id, use: 'opens', values: 1 },
    ]);
  });

  it('lets one of two rotations at once work, and tells the other', async () => {
    const outcomes = await Promise.all([nora(['rotate']), nora(['rotate'])]);
    expect(outcomes.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(outcomes.map(({ output }) => output)).toContainEqual('nora: another rotation is under way\n');
    expect(await rows.wrongUnder(keys())).toEqual([]);
    expect(keys()).toHaveLength(1);
  });

  it('changes nothing when the keys do not belong to the database', async () => {
    const foreign = newEncryptionKey();
    writeKeyFile(keyFile, [foreign]);
    for (const command of ['rotate', 'reseal']) {
      const { code, output } = await nora([command]);
      expect([code, output]).toEqual([1, expect.stringContaining('do not belong to this database')]);
    }
    expect(keys()).toEqual([foreign]);
    expect(await rows.keyIds()).toEqual([first.id]);
    expect((await nora(['status'])).code).toBe(1);
  });

  it('seals under keys of the environment once they were changed there, and does not change them', async () => {
    const second = newEncryptionKey();
    const before = { ENCRYPTION_KEY_FILE: '', ENCRYPTION_KEY: formatEncryptionKey(first) };
    const after = {
      ...{ ENCRYPTION_KEY_FILE: '', ENCRYPTION_KEY: formatEncryptionKey(second) },
      ENCRYPTION_KEYS_OLD: formatEncryptionKey(first),
    };
    keysSeen.add(formatEncryptionKey(second));
    expect(await nora(['rotate'], before)).toEqual({
      code: 1,
      output: expect.stringMatching(/^nora: the keys are in ENCRYPTION_KEY: .* nora secrets reseal/),
    });
    expect((await nora(['reseal'], after)).output).toContain(
      '24 values were sealed anew; every stored secret',
    );
    expect(await rows.wrongUnder([second])).toEqual([]);
    expect((await status(after)).keys).toEqual([
      { id: second.id, use: 'seals', values: 24 },
      { id: first.id, use: 'opens', values: 0 },
    ]);
    const again = JSON.parse((await nora(['reseal', '--json'], after)).output) as object;
    expect(again).toMatchObject({ complete: true, keyId: second.id, unfinished: 0 });
    expect(readFileSync(keyFile, 'utf8')).toContain(formatEncryptionKey(first));
  });

  it('says what is wrong with an environment, all at once and without a key', async () => {
    const { code, output } = await nora(['status'], { ENCRYPTION_KEY: Buffer.alloc(32).toString('base64') });
    expect([code, output]).toEqual([78, expect.stringContaining('ENCRYPTION_KEY is not random')]);
    expect(output).not.toContain('AAAA');
    const nowhere = await nora(['status'], { DATABASE_URL: 'postgres://nora:hunter2@127.0.0.1:1/nora' });
    expect(nowhere).toEqual({ code: 1, output: expect.stringContaining('PostgreSQL does not answer') });
    expect(nowhere.output).not.toContain('hunter2');
  });
});
