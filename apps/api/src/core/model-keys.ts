import { KeyRing } from '@nora/crypto';
import { modelKeyHash } from '@nora/domain';
import { Injectable } from '@nestjs/common';

/** How an agent's model key is recognised without being stored readable. */
@Injectable()
export class ModelKeys {
  constructor(private readonly keys: KeyRing) {}

  /** The hash under which a model key is written. */
  hash(modelKey: string): string {
    return modelKeyHash(modelKey, this.keys.current());
  }

  /**
   * Looks a model key up by its hash under every encryption key. Another process may have written it under a key
   * that this one has not seen yet, so that a key is unknown only once the newest keys were tried.
   * @param find looks for any of the hashes
   */
  async find<T>(modelKey: string, find: (hashes: string[]) => Promise<T | null>): Promise<T | null> {
    const known = this.keys.all();
    const found = await find(known.map((key) => modelKeyHash(modelKey, key)));
    if (found !== null) return found;
    this.keys.reload();
    const added = this.keys.all().filter(({ id }) => !known.some((key) => key.id === id));
    return added.length === 0 ? null : find(added.map((key) => modelKeyHash(modelKey, key)));
  }
}
