import { createTestDatabase, type TestDatabase } from '@nora/testing';
import { AuditEntry } from '../entities';
import { AuditLogHarness } from '../testing/audit-log-harness';
import { AuditPruning } from './pruning';

const OLD = 1_100;
const ALL = 1_200;

describe('the retention of the audit log', () => {
  let database: TestDatabase;
  let log: AuditLogHarness;
  let pruning: AuditPruning;

  /** Entries that were written and chained long ago. */
  const writeAgo = async (count: number, days: number) => {
    await log.write(count);
    await log.tamper(
      `UPDATE audit_entries SET created_at = created_at - make_interval(days => $1) WHERE sequence IS NULL`,
      [days],
    );
    await log.chain.chainPending();
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    log = new AuditLogHarness(database.dataSource);
    pruning = new AuditPruning(database.dataSource, log.keys);
    await writeAgo(OLD, 40);
    await writeAgo(ALL - OLD, 20);
  });

  afterEach(() => database.drop());

  it('removes what is old enough, and what is left is verified from there on', async () => {
    expect(await pruning.prune(30)).toBe(OLD);
    await log.chain.chainPending();
    expect(await log.verify()).toMatchObject({
      ...{ ok: true, checked: 101, firstSequence: '1101', lastSequence: '1201' },
    });
    const recorded = await database.dataSource.manager.findBy(AuditEntry, { action: 'audit.prune' });
    expect(recorded.map(({ details, actorType }) => [details, actorType])).toEqual([
      [{ upTo: '1100', days: 30 }, 'worker'],
    ]);
  });

  it('does nothing when nothing is old enough, and records nothing', async () => {
    expect(await pruning.prune(50)).toBe(0);
    await pruning.prune(30);
    expect(await pruning.prune(30)).toBe(0);
    expect(await database.dataSource.manager.countBy(AuditEntry, { action: 'audit.prune' })).toBe(1);
  });

  it('keeps what is old but stands behind what is young', async () => {
    await writeAgo(10, 90);
    expect(await pruning.prune(30)).toBe(OLD);
    expect(await log.verify()).toMatchObject({ ok: true, firstSequence: '1101', lastSequence: '1210' });
  });

  it('lets the chain go on when everything was removed', async () => {
    expect(await pruning.prune(10)).toBe(ALL);
    expect(await log.verify()).toMatchObject({ ok: true, checked: 0, unchained: 1 });
    await log.chain.chainPending();
    expect(await log.verify()).toMatchObject({ ok: true, checked: 1, firstSequence: '1201' });
  });

  it('happens once when replicas do it at the same time', async () => {
    const other = log.replica();
    const removed = await Promise.all([
      pruning.prune(30),
      new AuditPruning(other.dataSource, other.keys).prune(30),
    ]);
    expect(removed[0] + removed[1]).toBe(OLD);
    expect(await database.dataSource.manager.countBy(AuditEntry, { action: 'audit.prune' })).toBe(1);
  });

  it('finishes what an interrupted pass has left, which is verified as well before', async () => {
    const kept = await database.dataSource.query<{ entry: object }[]>(
      'SELECT to_jsonb(e) AS entry FROM audit_entries e WHERE sequence > 1090 AND sequence <= 1100',
    );
    await pruning.prune(30);
    for (const { entry } of kept) {
      await log.tamper(
        'INSERT INTO audit_entries SELECT * FROM jsonb_populate_record(NULL::audit_entries, $1)',
        [entry],
      );
    }
    expect(await log.verify()).toMatchObject({ ok: true, firstSequence: '1101' });
    expect(await pruning.prune(30)).toBe(10);
  });

  it('does not hide that more was removed', async () => {
    await pruning.prune(30);
    await log.tamper('DELETE FROM audit_entries WHERE sequence = 1101');
    expect((await log.verify()).fault).toMatchObject({ sequence: '1101', code: 'entry_missing' });
  });

  it('is known by its signature', async () => {
    await pruning.prune(30);
    await log.tamper('DELETE FROM audit_entries WHERE sequence <= 1150');
    await log.tamper(
      `UPDATE audit_checkpoints SET sequence = 1150,
         hash = (SELECT previous_hash FROM audit_entries WHERE sequence = 1151) WHERE kind = 'pruning'`,
    );
    expect((await log.verify()).fault).toMatchObject({ sequence: '1150', code: 'checkpoint_changed' });
  });
});
