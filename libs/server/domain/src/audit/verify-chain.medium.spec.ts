import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@nora/testing';
import { AuditCheckpoint } from '../entities';
import { AuditLogHarness } from '../testing/audit-log-harness';
import { entriesBetween } from './chain-reader';
import { hashEntry } from './entry-hash';
import { verifyChain } from './verify-chain';

describe('verifying the audit chain of a database', () => {
  let database: TestDatabase;
  let log: AuditLogHarness;

  const faultOf = async () => {
    const { ok, fault } = await log.verify();
    expect(ok).toBe(fault === null);
    return fault && { sequence: fault.sequence, code: fault.code };
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    log = new AuditLogHarness(database.dataSource);
  });

  afterEach(() => database.drop());

  describe('names an entry', () => {
    const F = 'f'.repeat(64);

    beforeEach(() => log.writeChained(5));

    it.each([
      ...['id', 'workspace_id', 'actor_id', 'on_behalf_of_id'].map((column) => [column, randomUUID()]),
      ...['actor_label', 'action', 'resource_type', 'resource_id'].map((column) => [column, 'x']),
      ...[
        ['correlation_id', 'x'],
        ['address', 'x'],
        ['actor_type', 'worker'],
        ['outcome', 'refused'],
      ],
      ...[
        ['created_at', '2026-01-01T00:00:00.000001Z'],
        ['details', '{}'],
        ['before', '{}'],
        ['after', '{"a":1}'],
      ],
      ...[
        ['hash', F],
        ['previous_hash', F],
      ],
    ])('whose %s was changed', async (column, value) => {
      await log.tamper(`UPDATE audit_entries SET ${column} = $1 WHERE sequence = 3`, [value]);
      expect(await faultOf()).toEqual({ sequence: '3', code: 'entry_changed' });
    });

    it.each([
      `created_at = created_at + interval '1 microsecond'`,
      `details = jsonb_set(details, '{deep,0,a}', '0')`,
    ])('of which but little was changed: %s', async (change) => {
      await log.tamper(`UPDATE audit_entries SET ${change} WHERE sequence = 2`);
      expect(await faultOf()).toEqual({ sequence: '2', code: 'entry_changed' });
    });

    it.each(['1', '3'])('that was deleted: %s', async (sequence) => {
      await log.tamper('DELETE FROM audit_entries WHERE sequence = $1', [sequence]);
      expect(await faultOf()).toEqual({ sequence, code: 'entry_missing' });
    });

    it('that has changed places with another', async () => {
      for (const [from, to] of [
        [2, 99],
        [3, 2],
        [99, 3],
      ]) {
        await log.tamper('UPDATE audit_entries SET sequence = $2 WHERE sequence = $1', [from, to]);
      }
      expect(await faultOf()).toEqual({ sequence: '2', code: 'entry_changed' });
    });

    it('that was given another hash for its new content', async () => {
      await log.tamper(`UPDATE audit_entries SET action = 'x' WHERE sequence = 3`);
      const [row] = await entriesBetween(database.dataSource.manager, '2', '3', 1);
      await log.tamper('UPDATE audit_entries SET hash = $1 WHERE sequence = 3', [row && hashEntry(row)]);
      expect(await faultOf()).toEqual({ sequence: '3', code: 'entry_rewritten' });
    });
  });

  it('counts what has no place yet', async () => {
    await log.writeChained(2);
    await log.write(3);
    expect(await log.verify()).toMatchObject({ ok: true, checked: 2, unchained: 3 });
  });

  it('has nothing to say against an empty log', async () => {
    expect(await log.verify()).toEqual({
      ...{ ok: true, checked: 0, firstSequence: null, lastSequence: null },
      ...{ unchained: 0, checkpoints: 0, fault: null },
    });
  });

  describe('that is signed', () => {
    beforeEach(() => log.writeChained(1_500));

    it('shows at the next checkpoint that it was rewritten from an entry on', async () => {
      const signed = await database.dataSource.manager.find(AuditCheckpoint);
      await log.unchainFrom(700);
      await log.tamper(`UPDATE audit_entries SET address = NULL WHERE sequence IS NULL`);
      await log.chain.chainPending();
      await log.tamper('DELETE FROM audit_checkpoints');
      await database.dataSource.manager.insert(AuditCheckpoint, signed);
      expect(await log.verify()).toMatchObject({
        ...{ ok: false, checked: 1_000 },
        fault: { sequence: '1000', code: 'chain_rewritten' },
      });
    });

    it('misses a checkpoint that was taken away', async () => {
      await log.tamper('DELETE FROM audit_checkpoints');
      expect(await faultOf()).toEqual({ sequence: '1000', code: 'checkpoint_missing' });
    });

    it.each([
      ['hash', 'f'.repeat(64)],
      ['signature', 'A'.repeat(86)],
      ['created_at', '2026-01-01T00:00:00Z'],
    ])('does not take a checkpoint whose %s was changed', async (column, value) => {
      await log.tamper(`UPDATE audit_checkpoints SET ${column} = $1`, [value]);
      expect(await faultOf()).toEqual({ sequence: '1000', code: 'checkpoint_changed' });
    });

    it('does not take a key that somebody else has put in', async () => {
      await log.unchainFrom(1);
      await log.tamper('DELETE FROM audit_signing_keys');
      const stranger = new AuditLogHarness(database.dataSource);
      await stranger.chain.chainPending();
      expect(await stranger.verify()).toMatchObject({ ok: true, checkpoints: 1 });
      expect(await faultOf()).toEqual({ sequence: '1000', code: 'unknown_key' });
    });

    it('misses entries that were cut off at the end, as far as they were signed', async () => {
      await log.tamper('DELETE FROM audit_entries WHERE sequence >= 995');
      expect(await faultOf()).toEqual({ sequence: '995', code: 'entry_missing' });
    });

    it('misses entries that were cut off at the beginning up to a checkpoint', async () => {
      await log.tamper('DELETE FROM audit_entries WHERE sequence <= 1000');
      expect(await faultOf()).toEqual({ sequence: '1', code: 'entry_missing' });
    });

    it('stops when it is told to', async () => {
      const stopped = verifyChain(database.dataSource, () => true, AbortSignal.abort(new Error('enough')));
      await expect(stopped).rejects.toThrow('enough');
    });

    it('is not confused by what is chained and pruned meanwhile', async () => {
      const [found] = await Promise.all([log.verify(), log.writeChained(600)]);
      expect(found).toMatchObject({ ok: true });
    });
  });
});
