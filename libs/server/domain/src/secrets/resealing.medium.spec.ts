import { FixedKeyRing, newEncryptionKey } from '@nora/crypto';
import { SealedRows, createTestDatabase, type TestDatabase } from '@nora/testing';
import { AgentCredential, AuditSigningKey, OauthAttempt, SecondFactor } from '../entities';
import { Resealing, type ResealProgress } from './resealing';

describe('Resealing', () => {
  const [older, old, current] = [newEncryptionKey(), newEncryptionKey(), newEncryptionKey()];
  const ring = new FixedKeyRing(current, old, older);
  let database: TestDatabase;
  let rows: SealedRows;

  beforeEach(async () => {
    database = await createTestDatabase();
    rows = await SealedRows.on(database.dataSource);
  });

  afterEach(() => database.drop());

  const run = (onProgress: (progress: ResealProgress) => void = () => undefined, signal?: AbortSignal) =>
    new Resealing(database.dataSource, ring).run(onProgress, signal);

  it('seals every value of every column under the current key, and hashes with it', async () => {
    for (const key of [older, old, current]) await rows.add(key);
    const outcome = await run();
    expect(outcome).toMatchObject({ failures: [], unfinished: 0 });
    expect(outcome.columns.map(({ done, total }) => [done, total])).toEqual([
      ...Array<number[]>(7).fill([2, 2]),
      [0, 0],
      [2, 2],
    ]);
    expect(await rows.keyIds()).toEqual([current.id]);
    expect(await rows.wrongUnder([current])).toEqual([]);
  });

  it('does nothing to values that lie under the current key', async () => {
    const id = await rows.add(current);
    const { manager } = database.dataSource;
    const before = await manager.findOneByOrFail(AgentCredential, { agentId: id });
    expect((await run()).columns.every(({ total }) => total === 0)).toBe(true);
    expect(await manager.findOneByOrFail(AgentCredential, { agentId: id })).toEqual(before);
  });

  it('tells how far it is, batch by batch', async () => {
    await rows.addMany(201, old);
    const told: string[] = [];
    await run(({ column, done, total }) => told.push(`${column} ${done}/${total}`));
    expect(told.filter((line) => line.startsWith('secrets '))).toEqual([
      'secrets 0/201',
      'secrets 200/201',
      'secrets 201/201',
    ]);
  });

  it('reports what cannot be opened by table and row, leaves it alone, and does the rest', async () => {
    const [moved, plain, foreign, well] = await rows.addMany(4, old);
    const { manager } = database.dataSource;
    const seal = rows.sealFor(foreign ?? '', newEncryptionKey());
    const other = await manager.findOneByOrFail(OauthAttempt, { id: well ?? '' });
    await manager.update(OauthAttempt, { id: moved }, { secrets: other.secrets });
    await manager.update(SecondFactor, { userId: plain }, { secret: 'plain text' });
    await manager.update(
      AuditSigningKey,
      { id: foreign },
      { privateKey: seal(AuditSigningKey, 'privateKey') },
    );
    const { failures, unfinished } = await run();
    expect(failures).toEqual([
      { table: 'audit_signing_keys', column: 'private_key', rowId: foreign, fault: 'unknown-key' },
      { table: 'oauth_attempts', column: 'secrets', rowId: moved, fault: 'not-authentic' },
      { table: 'second_factors', column: 'secret', rowId: plain, fault: 'not-sealed' },
    ]);
    expect(unfinished).toBe(0);
    expect((await manager.findOneByOrFail(SecondFactor, { userId: plain })).secret).toBe('plain text');
    expect((await rows.wrongUnder([current])).length).toBe(3);
  });

  it('does not overwrite what somebody else writes after it was read, and takes that up in turn', async () => {
    const id = await rows.add(old);
    const writer = database.dataSource.createQueryRunner();
    await writer.startTransaction();
    await writer.query('SELECT 1 FROM second_factors WHERE user_id = $1 FOR UPDATE', [id]);
    const running = run();
    await untilSomebodyWaits();
    const secret = rows.sealFor(id, old)(SecondFactor, 'secret', 'changed meanwhile');
    await writer.manager.update(SecondFactor, { userId: id }, { secret });
    await writer.commitTransaction();
    await writer.release();
    expect(await running).toMatchObject({ failures: [], unfinished: 0 });
    expect(await rows.keyIds()).toEqual([current.id]);
    expect(await rows.wrongUnder([current])).toEqual([]);
  });

  it('bears rows that go away meanwhile', async () => {
    const id = await rows.add(old);
    const writer = database.dataSource.createQueryRunner();
    await writer.startTransaction();
    await writer.query('DELETE FROM oauth_attempts WHERE id = $1', [id]);
    const running = run();
    await untilSomebodyWaits();
    await writer.commitTransaction();
    await writer.release();
    expect(await running).toMatchObject({ failures: [], unfinished: 0 });
    expect(await rows.wrongUnder([current])).toEqual([]);
  });

  it('says so when somebody goes on sealing under an old key', async () => {
    const id = await rows.add(old);
    const seals: Promise<unknown>[] = [];
    const { unfinished } = await run(({ column, done }) => {
      if (column !== 'secrets' || done === 0) return;
      const secrets = rows.sealFor(id, old)(OauthAttempt, 'secrets');
      seals.push(database.dataSource.manager.update(OauthAttempt, { id }, { secrets }));
    });
    await Promise.all(seals);
    expect(unfinished).toBeGreaterThan(0);
  });

  it('is finished by the next when it was broken off', async () => {
    await rows.addMany(210, old);
    const breaking = new AbortController();
    const broken = run(({ done }) => done > 0 && breaking.abort(), breaking.signal);
    await expect(broken).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(await rows.keyIds()).toEqual([current.id, old.id].sort());
    expect(await rows.wrongUnder([current, old])).toEqual([]);
    await run();
    expect(await rows.keyIds()).toEqual([current.id]);
    expect(await rows.wrongUnder([current])).toEqual([]);
  });

  async function untilSomebodyWaits(): Promise<void> {
    for (;;) {
      const [{ count } = { count: 0 }] = await database.dataSource.query<{ count: number }[]>(
        `SELECT count(*)::int AS count FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if (count > 0) return;
    }
  }
});
