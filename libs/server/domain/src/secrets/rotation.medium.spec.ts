import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileKeyRing, newEncryptionKey, readKeyFile, writeKeyFile, type EncryptionKey } from '@nora/crypto';
import { SealedRows, createTestDatabase, type TestDatabase } from '@nora/testing';
import { AuditEntry, OauthAttempt } from '../entities';
import { KeyRotation, type RotationEvent, type RotationOptions } from './rotation';

jest.setTimeout(120_000);

describe('KeyRotation', () => {
  let directory: string;
  let keyFile: string;
  let first: EncryptionKey;
  let database: TestDatabase;
  let rows: SealedRows;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'nora-rotation-'));
    keyFile = join(directory, 'encryption.keys');
    first = newEncryptionKey();
    writeKeyFile(keyFile, [first]);
    database = await createTestDatabase();
    rows = await SealedRows.on(database.dataSource);
    await rows.addMany(3, first);
  });

  afterEach(async () => {
    await database.drop();
    rmSync(directory, { recursive: true });
  });

  const keys = () => readKeyFile(keyFile).keys;
  const ids = () => keys().map(({ id }) => id);
  const rotate = (
    options: Partial<RotationOptions> = {},
    observe: (event: RotationEvent) => void = () => undefined,
  ) =>
    new KeyRotation(
      database.dataSource,
      { keyFile, inUse: false, keepOld: false, ...options },
      observe,
    ).run();

  it('leaves every value under a new key, and the file with that key alone', async () => {
    const outcome = await rotate();
    expect(outcome).toMatchObject({ resumed: false, removed: [first.id], kept: [], failures: [] });
    expect(ids()).toEqual([outcome.keyId]);
    expect(outcome.keyId).not.toBe(first.id);
    expect(await rows.keyIds()).toEqual(ids());
    expect(await rows.wrongUnder(keys())).toEqual([]);
  });

  it('is written down by the ids of the keys, and in no other words', async () => {
    const { keyId } = await rotate();
    const entries = await database.dataSource.manager.find(AuditEntry, { order: { id: 'ASC' } });
    expect(entries.map(({ action, resourceId, details }) => [action, resourceId, details])).toEqual([
      ['encryption-key.add', keyId, { otherKeyIds: [first.id] }],
      ['encryption-key.remove', keyId, { removedKeyIds: [first.id] }],
    ]);
    for (const { bytes } of [first, ...keys()]) {
      expect(JSON.stringify(entries)).not.toContain(bytes.toString('base64'));
    }
  });

  it('can be broken off at every step: everything can be opened, and the next finishes it', async () => {
    const steps = await countSteps();
    expect(steps).toBeGreaterThan(10);
    for (let last = 1; last <= steps; last += 1) {
      let step = 0;
      const dying = rotate({}, () => {
        step += 1;
        if (step === last) throw new Error('died here');
      });
      await expect(dying).rejects.toThrow('died here');
      expect([last, await rows.wrongUnder(keys())]).toEqual([last, []]);
      const before = ids();
      const { resumed, keyId } = await rotate();
      expect([last, ids()]).toEqual([last, [keyId]]);
      expect([last, await rows.keyIds()]).toEqual([last, [keyId]]);
      expect([last, await rows.wrongUnder(keys())]).toEqual([last, []]);
      if (resumed) expect([last, keyId]).toEqual([last, before[0]]);
    }
  });

  async function countSteps(): Promise<number> {
    let steps = 0;
    await rotate({}, () => (steps += 1));
    return steps;
  }

  it('keeps the old key when asked to, and takes a third key the next time', async () => {
    const { keyId, keptBecause } = await rotate({ keepOld: true });
    expect([ids(), keptBecause]).toEqual([[keyId, first.id], 'asked']);
    expect(await rows.keyIds()).toEqual([keyId]);
    const again = await rotate();
    expect(again.removed).toEqual([keyId, first.id]);
    expect(ids()).toEqual([again.keyId]);
  });

  it('keeps a key for what cannot be opened with it, and says which row that is', async () => {
    const id = await rows.add(first);
    const other = await database.dataSource.manager.findOneByOrFail(OauthAttempt, { id });
    const [damaged] = await database.dataSource.manager.find(OauthAttempt);
    await database.dataSource.manager.update(OauthAttempt, { id }, { secrets: damaged?.secrets ?? '' });
    const outcome = await rotate();
    expect(other.secrets).not.toBe(damaged?.secrets);
    expect(outcome.failures).toEqual([
      { table: 'oauth_attempts', column: 'secrets', rowId: id, fault: 'not-authentic' },
    ]);
    expect(outcome).toMatchObject({ removed: [], kept: [first.id], keptBecause: 'values-left' });
    expect(ids()).toEqual([outcome.keyId, first.id]);
  });

  it('changes nothing when the file belongs to another database', async () => {
    const foreign = newEncryptionKey();
    writeKeyFile(keyFile, [foreign]);
    await expect(rotate()).rejects.toThrow(`some lie under ${first.id}`);
    expect(ids()).toEqual([foreign.id]);
    expect(await rows.keyIds()).toEqual([first.id]);
    expect(await database.dataSource.manager.count(AuditEntry)).toBe(0);
  });

  it('removes no key under which a program may still seal that has just looked at the file', async () => {
    const program = new FileKeyRing(keyFile, { broken: () => undefined, changed: () => undefined });
    let sealedUnder: string | undefined;
    let late: Promise<unknown> | undefined;
    const removals: string[][] = [];
    const { keyId } = await rotate({ inUse: true }, (event) => {
      if (event.step === 'removed') removals.push(event.keyIds);
      if (event.step !== 'begun') return;
      setTimeout(() => {
        const key = program.current();
        sealedUnder = key.id;
        late = rows.add(key);
      }, 800);
    });
    await late;
    expect(sealedUnder).toBe(first.id);
    expect(removals).toEqual([[first.id]]);
    expect(await rows.keyIds()).toEqual([keyId]);
    expect(program.current().id).toBe(keyId);
  });

  it('waits for a transaction that sealed under the old key and has not written yet what others see', async () => {
    const slow = database.dataSource.createQueryRunner();
    await slow.startTransaction();
    const id = await rows.add(first);
    const secrets = rows.sealFor(id, first)(OauthAttempt, 'secrets', 'written late');
    await slow.query('SELECT pg_current_xact_id()');
    const running = rotate({ inUse: true }, (event) => {
      if (event.step !== 'waiting' || event.for !== 'transactions') return;
      setTimeout(
        () =>
          void slow.manager.update(OauthAttempt, { id }, { secrets }).then(() => slow.commitTransaction()),
        500,
      );
    });
    const { keyId, removed } = await running;
    await slow.release();
    expect(removed).toEqual([first.id]);
    expect(await rows.keyIds()).toEqual([keyId]);
    expect(await rows.wrongUnder(keys())).toEqual([]);
  });

  it('takes a removed key back when a value turns up under it after all', async () => {
    let late: Promise<string> | undefined;
    const removals: string[][] = [];
    const { keyId } = await rotate({ inUse: true }, (event) => {
      if (event.step !== 'removed') return;
      removals.push(event.keyIds);
      late ??= rows.add(first);
    });
    await late;
    expect(removals).toEqual([[first.id], [first.id]]);
    expect(await rows.keyIds()).toEqual([keyId]);
    expect(ids()).toEqual([keyId]);
    expect(await rows.wrongUnder(keys())).toEqual([]);
  });
});
