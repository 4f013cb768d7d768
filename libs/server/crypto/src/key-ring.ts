import type { EncryptionKey } from './encryption-key';

/** The keys of values at rest: one seals, and all of them open what they sealed. */
export abstract class KeyRing {
  /** The key that seals now. */
  abstract current(): EncryptionKey;

  /** Every key, the current one first. */
  abstract all(): readonly EncryptionKey[];

  /** The key of an id; one that is not known is looked for anew where the keys come from. */
  abstract find(id: string): EncryptionKey | undefined;

  /** Looks at once where the keys come from; whether they are others than before. */
  abstract reload(): boolean;
}

/** Keys that stay as they are while the process runs. */
export class FixedKeyRing extends KeyRing {
  private readonly keys: readonly [EncryptionKey, ...EncryptionKey[]];

  /** @param keys the current one first */
  constructor(...keys: [EncryptionKey, ...EncryptionKey[]]) {
    super();
    this.keys = keys;
  }

  current(): EncryptionKey {
    return this.keys[0];
  }

  all(): readonly EncryptionKey[] {
    return this.keys;
  }

  find(id: string): EncryptionKey | undefined {
    return this.keys.find((key) => key.id === id);
  }

  reload(): boolean {
    return false;
  }
}
