import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { migrateSchema, readSchemaState } from '@nora/domain';
import { createEmptyDatabase, type TestDatabase } from '@nora/testing';
import { BuiltCli } from '../testing/built-cli';

const FIRST = 'InitialSchema1795444542820';
const SECOND = 'LifecycleDriftAndIdempotency1795455366786';

interface Answer {
  migrated: string[];
  applied: string[];
  pending: string[];
  newer: string[];
}

jest.setTimeout(120_000);

/** The built command line on a database that its environment names, as in a container. */
describe('nora migrate', () => {
  let cli: BuiltCli;
  let database: TestDatabase;
  let every: string[];

  beforeAll(async () => {
    cli = await BuiltCli.build();
  });

  afterAll(() => cli.remove());

  beforeEach(async () => {
    database = await createEmptyDatabase();
    every = (await readSchemaState(database.dataSource)).pending;
  });

  afterEach(() => database.drop());

  async function nora(argv: string[], url = database.url): Promise<{ code: number; output: string }> {
    return promisify(execFile)(process.execPath, [cli.main, 'migrate', ...argv], {
      env: { ...process.env, DATABASE_URL: url },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        ...{ code, output: stdout + stderr },
      }),
    );
  }

  const asked = async (...argv: string[]) => {
    const { code, output } = await nora([...argv, '--json']);
    return { code, ...(JSON.parse(output) as Answer) };
  };

  it('takes a fresh database to this release, which a check sees before and after', async () => {
    expect(await asked('--check')).toEqual({
      ...{ code: 2, migrated: [], applied: [], pending: every, newer: [] },
    });
    const { code, output } = await nora([]);
    expect(code).toBe(0);
    for (const name of every) expect(output).toContain(`Applied ${name} (`);
    expect(output).toContain(`The schema is up to date: ${every.length} migrations.`);
    expect(await asked('--check')).toEqual({
      ...{ code: 0, migrated: [], applied: every, pending: [], newer: [] },
    });
    expect(await asked()).toMatchObject({ code: 0, migrated: [] });
  });

  it('stops after the one that --to names, goes on from there, and does not go back', async () => {
    expect(await asked('--to', SECOND)).toMatchObject({ code: 0, migrated: [FIRST, SECOND] });
    expect(await asked('--to', '1795455366786')).toMatchObject({ code: 0, migrated: [] });
    expect((await nora(['--check'])).output).toContain(`${every.length - 2} migrations pending:`);
    const back = await nora(['--to', FIRST]);
    expect(back).toMatchObject({
      code: 1,
      output: expect.stringContaining('migrations do not go back') as string,
    });
    expect((await nora(['--to', 'Nothing1'])).output).toContain('this release has no migration Nothing1');
    expect(await asked()).toMatchObject({ code: 0, migrated: every.slice(2) });
  });

  it('leaves a database alone that a newer release has migrated', async () => {
    await migrateSchema(database.dataSource, ({ pending }) => pending.slice(0, 1));
    await database.dataSource.query(
      `INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    expect(await asked('--check')).toMatchObject({ code: 3, newer: ['FromTheFuture9999999999999'] });
    const { code, output } = await nora([]);
    expect(code).toBe(3);
    expect(output).toContain('a newer release has migrated this database (FromTheFuture9999999999999)');
    expect((await readSchemaState(database.dataSource)).applied).toEqual([FIRST]);
  });

  it('applies each migration once when two run at the same time', async () => {
    const outcomes = await Promise.all([asked(), asked()]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    expect(outcomes.flatMap(({ migrated }) => migrated).sort()).toEqual([...every].sort());
    const [row] = await database.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM migrations',
    );
    expect(row?.count).toBe(every.length);
  });

  it('keeps what was committed before a migration that fails, and goes on after it was mended', async () => {
    await database.dataSource.query('CREATE TABLE metric_samples (in_the_way int)');
    const { code, output } = await nora([]);
    expect(code).toBe(1);
    expect(output).toContain('a migration failed and was rolled back');
    const { applied, pending } = await readSchemaState(database.dataSource);
    expect(applied.length).toBeGreaterThan(0);
    expect(pending[0]).toContain('MetricSamples');
    await database.dataSource.query('DROP TABLE metric_samples');
    expect(await asked()).toMatchObject({ code: 0, migrated: pending });
  });

  it('says that PostgreSQL does not answer, after the time it was given', async () => {
    const nowhere = 'postgres://nora:not-to-be-seen@127.0.0.1:1/nora';
    const started = performance.now();
    const { code, output } = await nora(['--wait', '2'], nowhere);
    expect(performance.now() - started).toBeGreaterThan(900);
    expect(code).toBe(1);
    expect(output).toContain('PostgreSQL does not answer');
    expect(output).not.toContain('not-to-be-seen');
  });
});
