import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@nora/testing';
import { AuditCheckpoint, AuditSigningKey } from '../entities';
import { ACTOR, AuditLogHarness } from '../testing/audit-log-harness';
import { recordAudit } from './audit';
import { GENESIS_HASH } from './entry-hash';
import { AUDIT_LOCKS } from './locks';

describe('the audit chain', () => {
  let database: TestDatabase;
  let log: AuditLogHarness;

  beforeEach(async () => {
    database = await createTestDatabase();
    log = new AuditLogHarness(database.dataSource);
  });

  afterEach(() => database.drop());

  it('gives committed entries consecutive places from 1, each with the hash of the one before', async () => {
    await log.write(3);
    expect((await log.entries()).map(({ sequence }) => sequence)).toEqual([null, null, null]);
    expect(await log.chain.chainPending()).toBe(3);
    await log.write(1);
    expect(await log.chain.chainPending()).toBe(1);
    expect(await log.chain.chainPending()).toBe(0);
    const all = await log.entries();
    expect(all.map(({ sequence }) => sequence)).toEqual(['1', '2', '3', '4']);
    expect(all.map(({ previousHash }) => previousHash)).toEqual([
      GENESIS_HASH,
      ...all.slice(0, 3).map(({ hash }) => hash),
    ]);
    expect(await log.verify()).toEqual({
      ...{ ok: true, checked: 4, firstSequence: '1', lastSequence: '4' },
      ...{ unchained: 0, checkpoints: 0, fault: null },
    });
  });

  it('has no gaps and no forks when replicas chain at the same time while entries are written', async () => {
    const replicas = [log.replica(), log.replica(), log.replica()];
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([
        ...[log.write(40), log.write(40)],
        ...replicas.map(({ chain }) => chain.chainPending()),
      ]);
    }
    await log.chain.chainPending();
    expect(await log.verify()).toMatchObject({ ok: true, checked: 400, unchained: 0 });
    expect(await database.dataSource.manager.count(AuditSigningKey)).toBe(1);
  });

  it('is left to the replica that is at it, and makes no change wait', async () => {
    await log.write(1);
    await database.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [AUDIT_LOCKS.chain]);
      await log.write(1);
      expect(await log.chain.chainPending()).toBe(0);
    });
    expect(await log.chain.chainPending()).toBe(2);
  });

  it('takes what an older transaction commits later behind what has its place already', async () => {
    await database.dataSource.transaction(async (manager) => {
      const late = {
        actor: ACTOR,
        action: 'late',
        resourceType: 'agent',
        resourceId: null,
        workspaceId: null,
      };
      await recordAudit(manager, late);
      await log.writeChained(1);
    });
    await log.chain.chainPending();
    expect((await log.entries()).map(({ action }) => action)).toEqual(['agent.stop', 'late']);
    expect(await log.verify()).toMatchObject({ ok: true, checked: 2 });
  });

  it('can be waited for until one entry has its place', async () => {
    await log.write(700);
    const last = (await log.entries()).at(-1)?.id ?? '';
    expect(await log.chain.chainUpTo(last)).toBe('700');
  });

  it('is signed at every thousandth entry, and at its end when an entry has waited for an hour', async () => {
    const { manager } = database.dataSource;
    const signed = async () =>
      (await manager.find(AuditCheckpoint, { order: { sequence: 'ASC' } })).map(({ sequence }) => sequence);
    await log.writeChained(2_100);
    expect(await signed()).toEqual(['1000', '2000']);
    expect(await log.chain.checkpointWhenDue()).toBe(false);
    const shift = `UPDATE audit_entries SET created_at = created_at + make_interval(mins => $1) WHERE sequence = 2001`;
    await log.tamper(shift, [-61]);
    expect(await log.chain.checkpointWhenDue()).toBe(true);
    expect(await log.chain.checkpointWhenDue()).toBe(false);
    expect(await signed()).toEqual(['1000', '2000', '2100']);
    await log.tamper(shift, [61]);
    expect(await log.verify()).toMatchObject({ ok: true, checked: 2_100, checkpoints: 3 });
  });
});

describe('to whoever uses its tables, the audit log', () => {
  let database: TestDatabase;
  let log: AuditLogHarness;

  beforeAll(async () => {
    database = await createTestDatabase();
    log = new AuditLogHarness(database.dataSource);
    await log.writeChained(1_001);
    await log.write(1);
  });

  afterAll(() => database.drop());

  it.each([
    [`UPDATE audit_entries SET action = 'x' WHERE sequence = 1`],
    [`UPDATE audit_entries SET hash = repeat('0', 64) WHERE sequence = 1`],
    [`UPDATE audit_entries SET sequence = NULL, previous_hash = NULL, hash = NULL WHERE sequence = 1`],
    [`UPDATE audit_entries SET action = 'x' WHERE sequence IS NULL`],
    [
      `UPDATE audit_entries SET sequence = 2000, previous_hash = 'x', hash = 'x', action = 'x'
      WHERE sequence IS NULL`,
    ],
    [`UPDATE audit_entries SET sequence = 2000 WHERE sequence IS NULL`],
    ['DELETE FROM audit_entries WHERE sequence = 1'],
    ['DELETE FROM audit_entries WHERE sequence IS NULL'],
    ['TRUNCATE audit_entries'],
    [
      `INSERT INTO audit_entries (id, actor_type, action, resource_type, outcome, sequence, previous_hash, hash)
      VALUES ('${randomUUID()}', 'user', 'x', 'x', 'allowed', 2000, 'x', 'x')`,
    ],
    [`UPDATE audit_checkpoints SET hash = 'x'`],
    ['DELETE FROM audit_checkpoints'],
    ['TRUNCATE audit_checkpoints'],
    [`UPDATE audit_signing_keys SET public_key = 'x'`],
  ])('refuses %s', async (sql) => {
    await expect(database.dataSource.query(sql)).rejects.toMatchObject({ code: '23001' });
  });

  it('keeps entries without a place from the retention too', async () => {
    const prune = database.dataSource.transaction(async (manager) => {
      await manager.query(`SELECT set_config('nora.audit_pruning', 'on', true)`);
      await manager.query('DELETE FROM audit_entries WHERE sequence IS NULL');
    });
    await expect(prune).rejects.toThrow('append-only');
  });

  it('lets the private half of its key be sealed anew', async () => {
    await database.dataSource.query(`UPDATE audit_signing_keys SET private_key = private_key`);
    expect(await log.verify()).toMatchObject({ ok: true, checked: 1_001, unchained: 1 });
  });
});
