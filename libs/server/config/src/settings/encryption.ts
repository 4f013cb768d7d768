import {
  FileKeyRing,
  FixedKeyRing,
  readKeyFile,
  type EncryptionKey,
  type KeyFileObserver,
  type KeyRing,
} from '@nora/crypto';
import { encryptionKey, list, text } from '../parsers';
import { Setting, type CheckedTogether } from '../setting';

/** The keys of what is stored encrypted (AES-256-GCM). They are in the environment, or in a file. */
export class EncryptionSettings implements CheckedTogether {
  @Setting({
    env: 'ENCRYPTION_KEY',
    description:
      'Encrypts stored secrets (AES-256-GCM): 32 random bytes in base64. Either this or ENCRYPTION_KEY_FILE is required.',
    parse: encryptionKey,
    default: null as EncryptionKey | null,
    secret: true,
  })
  readonly key: EncryptionKey | null;

  @Setting({
    env: 'ENCRYPTION_KEYS_OLD',
    description: 'Other keys beside ENCRYPTION_KEY, separated by commas: they only open what they sealed.',
    parse: (value) => list(value).map(encryptionKey),
    default: [] as EncryptionKey[],
    secret: true,
  })
  readonly otherKeys: EncryptionKey[];

  @Setting({
    env: 'ENCRYPTION_KEY_FILE',
    description:
      'File with one such key per line, the current one first, readable by its owner only. It is read again when it changes, so that keys rotate without a restart.',
    parse: text,
    default: null as string | null,
  })
  readonly keyFile: string | null;

  faults(): string[] {
    const { key, otherKeys, keyFile } = this;
    if (key !== null && keyFile !== null)
      return ['ENCRYPTION_KEY must not be set beside ENCRYPTION_KEY_FILE'];
    if (key === null && keyFile === null) return ['ENCRYPTION_KEY or ENCRYPTION_KEY_FILE is required'];
    if (keyFile === null) return [];
    return [
      ...(otherKeys.length > 0 ? ['ENCRYPTION_KEYS_OLD has no place beside ENCRYPTION_KEY_FILE'] : []),
      ...faultsOfFile(keyFile),
    ];
  }

  /**
   * The keys as they are, or as the file has them from now on.
   * @throws KeyFileError when the file has become unusable since the settings were read
   */
  keyRing(observer: KeyFileObserver): KeyRing {
    if (this.keyFile !== null) return new FileKeyRing(this.keyFile, observer);
    if (this.key === null) throw new Error('settings with faults are not used');
    return new FixedKeyRing(this.key, ...this.otherKeys);
  }
}

function faultsOfFile(path: string): string[] {
  try {
    readKeyFile(path);
    return [];
  } catch (error) {
    return [`ENCRYPTION_KEY_FILE ${error instanceof Error ? error.message : 'cannot be read'}`];
  }
}
