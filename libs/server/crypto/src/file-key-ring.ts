import type { EncryptionKey } from './encryption-key';
import { readKeyFile, stampOfKeyFile, type Keys } from './key-file';
import { KeyRing } from './key-ring';

/**
 * Milliseconds for which a process may go on sealing under the key that was the current one when it looked last.
 * Whoever changes a key file waits longer before he counts what is left under the old key.
 */
export const KEY_FILE_CHECK_MS = 1_000;

/** Milliseconds for which a key that left the file goes on opening: what was read before may be opened after it. */
const FAREWELL_MS = 60_000;

/** Is told what becomes of a key file. Gets no key. */
export interface KeyFileObserver {
  /** The file cannot be used, and the keys of before stay. The message completes "NAME …". */
  broken(message: string): void;
  /** Other keys were read; ids, the current one first. */
  changed(keyIds: readonly string[]): void;
}

/** Keys of a file that is read again when it changed, so that keys rotate while the process runs. */
export class FileKeyRing extends KeyRing {
  private keys: Keys;
  private stamp: string;
  private lookedAt = performance.now();
  private fault: string | null = null;
  private readonly departed = new Map<string, { key: EncryptionKey; until: number }>();

  /** @throws KeyFileError when the file cannot be used now; later the keys of before stay */
  constructor(
    private readonly path: string,
    private readonly observer: KeyFileObserver,
  ) {
    super();
    ({ keys: this.keys, stamp: this.stamp } = readKeyFile(path));
  }

  current(): EncryptionKey {
    this.lookNowAndThen();
    return this.keys[0];
  }

  all(): readonly EncryptionKey[] {
    this.lookNowAndThen();
    return this.keys;
  }

  find(id: string): EncryptionKey | undefined {
    this.lookNowAndThen();
    const known = this.known(id);
    if (known !== undefined || !this.reload()) return known;
    return this.known(id);
  }

  reload(): boolean {
    this.lookedAt = performance.now();
    try {
      if (stampOfKeyFile(this.path) === this.stamp) return false;
      const { keys, stamp } = readKeyFile(this.path);
      this.stamp = stamp;
      this.fault = null;
      return this.take(keys);
    } catch (error) {
      this.complain(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  private lookNowAndThen(): void {
    if (performance.now() - this.lookedAt >= KEY_FILE_CHECK_MS) this.reload();
  }

  private known(id: string): EncryptionKey | undefined {
    const departed = this.departed.get(id);
    if (departed && departed.until > performance.now()) return departed.key;
    return this.keys.find((key) => key.id === id);
  }

  private take(keys: Keys): boolean {
    const ids = keys.map(({ id }) => id);
    if (ids.join() === this.keys.map(({ id }) => id).join()) return false;
    const until = performance.now() + FAREWELL_MS;
    for (const key of this.keys) if (!ids.includes(key.id)) this.departed.set(key.id, { key, until });
    for (const id of ids) this.departed.delete(id);
    this.keys = keys;
    this.observer.changed(ids);
    return true;
  }

  /** Once per fault: a look every second would fill the log. */
  private complain(message: string): void {
    if (message === this.fault) return;
    this.fault = message;
    this.observer.broken(message);
  }
}
