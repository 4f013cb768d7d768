import { createTestDatabase } from './test-database';
import type { TestDatabase } from './test-database';
import { testRedis } from './test-redis';
import { withServer } from './run';

describe('createTestDatabase', () => {
  const made: TestDatabase[] = [];
  const create = async (): Promise<TestDatabase> => {
    const database = await createTestDatabase();
    made.push(database);
    return database;
  };

  afterAll(() => Promise.all(made.map((database) => database.drop())));

  it('gives every suite the migrated schema and keeps them apart', async () => {
    const [first, second] = await Promise.all([create(), create()]);
    await first.dataSource.query('CREATE TABLE only_here (id int)');
    const count = `SELECT count(*)::int AS count FROM pg_tables WHERE tablename = 'only_here'`;
    expect(await first.dataSource.query(count)).toEqual([{ count: 1 }]);
    expect(await second.dataSource.query(count)).toEqual([{ count: 0 }]);
    expect(await second.dataSource.showMigrations()).toBe(false);
  });

  it('leaves no database after it was dropped', async () => {
    const database = await create();
    const name = new URL(database.url).pathname.slice(1);
    await database.drop();
    const { rowCount } = await withServer((client) =>
      client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]),
    );
    expect(rowCount).toBe(0);
  });
});

describe('testRedis', () => {
  it('starts empty and leaves nothing', async () => {
    const first = await testRedis();
    await first.client.set('key', 'value');
    await first.close();
    const second = await testRedis();
    expect(await second.client.dbsize()).toBe(0);
    await second.close();
  });
});
