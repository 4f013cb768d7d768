import { setTimeout as sleep } from 'node:timers/promises';
import {
  FixedKeyRing,
  KEY_FILE_CHECK_MS,
  newEncryptionKey,
  readKeyFile,
  writeKeyFile,
  type Keys,
} from '@nora/crypto';
import type { DataSource } from 'typeorm';
import { requireFittingKeys } from './fitting-keys';
import { recordKeyAct } from './key-acts';
import { untilTransactionsEnd } from './open-transactions';
import { TRANSACTIONS_MS } from './reseal-stored';
import { Resealing, inTotal, type ResealOutcome, type ResealProgress } from './resealing';
import { whileNobodyElseRotates } from './rotation-lock';
import { byKey, countSealed } from './sealed-counts';

/** Every program has looked at the file by then, and what it sealed before is in the database or in a transaction. */
const READERS_MS = KEY_FILE_CHECK_MS + 1_500;
const MOST_REMOVALS = 3;

export interface RotationOptions {
  /** The file with the keys. Nobody else writes it meanwhile. */
  keyFile: string;
  /** Whether programs run that read the file. Without any, nobody is waited for. */
  inUse: boolean;
  /** Leaves the old keys in the file. */
  keepOld: boolean;
  /** Breaks the rotation off between two steps; it is finished by the next. */
  signal?: AbortSignal;
}

/** What a rotation is doing. Holds ids of keys, never a key. */
export type RotationEvent =
  | { step: 'begun'; keyId: string; resumed: boolean }
  | { step: 'waiting'; for: 'programs' | 'transactions' }
  | { step: 'progress'; progress: ResealProgress }
  | { step: 'removed'; keyIds: string[] };

/** How a rotation ended. */
export interface RotationOutcome extends ResealOutcome {
  /** The key under which values are sealed now. */
  keyId: string;
  /** Whether this one finished another that was broken off. */
  resumed: boolean;
  /** Old keys that are no longer in the file. */
  removed: string[];
  /** Old keys that stay in the file. */
  kept: string[];
  /** Why they stay. */
  keptBecause: 'asked' | 'values-left' | 'open-transactions' | null;
}

/**
 * Gives an installation whose keys are in a file a new encryption key, while its programs run: the new key is put
 * before the old ones, all programs take it up, every value is sealed anew, and the old keys are removed from the
 * file. After every step all values can be opened, so it may end at any point; the next rotation finishes it.
 */
export class KeyRotation {
  constructor(
    private readonly dataSource: DataSource,
    private readonly options: RotationOptions,
    private readonly observe: (event: RotationEvent) => void,
  ) {}

  /**
   * @throws ForeignKeysError, RotationBusyError before anything is changed
   * @throws KeyFileError when the file cannot be used
   */
  run(): Promise<RotationOutcome> {
    return whileNobodyElseRotates(this.dataSource, () => this.rotate());
  }

  private async rotate(): Promise<RotationOutcome> {
    const { keys, resumed } = await this.begin();
    const [current, ...old] = keys;
    this.observe({ step: 'begun', keyId: current.id, resumed });
    await this.waitForPrograms();
    const resealed = await this.reseal(keys);
    const ids = old.map(({ id }) => id);
    const untouched = { ...resealed, keyId: current.id, resumed, removed: [], kept: ids };
    if (this.options.keepOld) return { ...untouched, keptBecause: 'asked' };
    if (!(await this.transactionsEnded())) return { ...untouched, keptBecause: 'open-transactions' };
    return { ...untouched, ...(await this.removeOld(keys, resealed)) };
  }

  private async begin(): Promise<{ keys: Keys; resumed: boolean }> {
    const { keyFile } = this.options;
    const { keys } = readKeyFile(keyFile);
    const counts = await countSealed(this.dataSource);
    requireFittingKeys(keys, counts);
    const [, ...old] = keys;
    const stored = byKey(counts);
    if (old.some(({ id }) => stored.has(id))) return { keys, resumed: true };
    const added = newEncryptionKey();
    // Written down first: of a key that is in use there is always an entry.
    await recordKeyAct(this.dataSource, 'add', added.id, { otherKeyIds: keys.map(({ id }) => id) });
    writeKeyFile(keyFile, [added, ...keys]);
    return { keys: [added, ...keys], resumed: false };
  }

  /** Afterwards nobody seals under an old key any more. */
  private async waitForPrograms(): Promise<void> {
    if (!this.options.inUse) return;
    this.observe({ step: 'waiting', for: 'programs' });
    await sleep(READERS_MS, undefined, { signal: this.options.signal });
  }

  /** Afterwards everything that was sealed under an old key is where a pass finds it. */
  private async transactionsEnded(): Promise<boolean> {
    if (!this.options.inUse) return true;
    this.observe({ step: 'waiting', for: 'transactions' });
    return untilTransactionsEnd(this.dataSource, TRANSACTIONS_MS, this.options.signal);
  }

  private reseal(keys: Keys): Promise<ResealOutcome> {
    const resealing = new Resealing(this.dataSource, new FixedKeyRing(...keys));
    return resealing.run((progress) => this.observe({ step: 'progress', progress }), this.options.signal);
  }

  private async removeOld(
    keys: Keys,
    before: ResealOutcome,
  ): Promise<ResealOutcome & Pick<RotationOutcome, 'removed' | 'kept' | 'keptBecause'>> {
    const [current, ...old] = keys;
    let outcome = before;
    for (let attempt = 1; attempt <= MOST_REMOVALS; attempt += 1) {
      outcome = inTotal(outcome, await this.reseal(keys));
      const stored = byKey(await countSealed(this.dataSource));
      const kept = old.filter(({ id }) => stored.has(id));
      const removed = old.flatMap(({ id }) => (stored.has(id) ? [] : [id]));
      if (removed.length > 0) {
        await recordKeyAct(this.dataSource, 'remove', current.id, { removedKeyIds: removed });
        writeKeyFile(this.options.keyFile, [current, ...kept]);
        this.observe({ step: 'removed', keyIds: removed });
      }
      if (await this.isGone(removed)) {
        const keptBecause = kept.length > 0 ? 'values-left' : null;
        return { ...outcome, removed, kept: kept.map(({ id }) => id), keptBecause };
      }
      // Somebody took longer to write than anybody should: his value is opened with the key he sealed it under.
      writeKeyFile(this.options.keyFile, keys);
    }
    return { ...outcome, removed: [], kept: old.map(({ id }) => id), keptBecause: 'values-left' };
  }

  /** Whether nothing turned up under keys that were removed, as long as programs still open with them. */
  private async isGone(keyIds: string[]): Promise<boolean> {
    if (!this.options.inUse || keyIds.length === 0) return true;
    await sleep(KEY_FILE_CHECK_MS);
    const stored = byKey(await countSealed(this.dataSource));
    return !keyIds.some((id) => stored.has(id));
  }
}
