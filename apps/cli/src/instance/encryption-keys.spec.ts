import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatEncryptionKey, newEncryptionKey, readKeyFile, writeKeyFile } from '@nora/crypto';
import { DataDirectory } from './data-directory';
import { ensureEncryptionKeys, readEncryptionKeys } from './encryption-keys';
import { ensureSecrets } from './secrets';

describe('the encryption keys of an instance', () => {
  const [first, second] = [newEncryptionKey(), newEncryptionKey()];
  let directory: DataDirectory;

  beforeEach(() => {
    directory = new DataDirectory(mkdtempSync(join(tmpdir(), 'nora-keys-')));
  });

  afterEach(() => rmSync(directory.path, { recursive: true }));

  /** `secrets.json` as releases wrote it that had the key there. */
  function writeOlderSecrets(encryptionKey = formatEncryptionKey(first)): void {
    writeFileSync(directory.secrets, JSON.stringify({ jwtSecret: 'kept', encryptionKey }), { mode: 0o600 });
  }

  const secrets = () => JSON.parse(readFileSync(directory.secrets, 'utf8')) as Record<string, unknown>;

  it('are made for a new instance, readable by their owner only, and stay', () => {
    expect(readEncryptionKeys(directory)).toBeNull();
    const keys = ensureEncryptionKeys(directory);
    expect(statSync(directory.encryptionKeys).mode & 0o777).toBe(0o600);
    ensureSecrets(directory.secrets);
    expect(ensureEncryptionKeys(directory)).toEqual(keys);
    expect(readEncryptionKeys(directory)).toEqual(keys);
  });

  it('move out of the secrets of an older release, and nothing else does', () => {
    writeOlderSecrets();
    expect(readEncryptionKeys(directory)).toEqual([first]);
    expect(ensureEncryptionKeys(directory)).toEqual([first]);
    expect(readKeyFile(directory.encryptionKeys).keys).toEqual([first]);
    expect(secrets()).toEqual({ jwtSecret: 'kept' });
    expect(ensureEncryptionKeys(directory)).toEqual([first]);
  });

  it('are whole when the move was broken off after the file was written', () => {
    writeOlderSecrets();
    writeKeyFile(directory.encryptionKeys, [first]);
    expect(ensureEncryptionKeys(directory)).toEqual([first]);
    expect(secrets()).not.toHaveProperty('encryptionKey');
  });

  it('take in the key of secrets that were restored from before the move', () => {
    writeKeyFile(directory.encryptionKeys, [second]);
    writeOlderSecrets();
    expect(ensureEncryptionKeys(directory)).toEqual([second, first]);
    expect(readKeyFile(directory.encryptionKeys).keys).toEqual([second, first]);
  });

  it('are never made anew for an instance that has lost them', () => {
    ensureSecrets(directory.secrets);
    expect(() => ensureEncryptionKeys(directory)).toThrow(/encryption\.keys is missing: restore it/);
    expect(existsSync(directory.encryptionKeys)).toBe(false);
  });

  it('are not replaced when the file is damaged or open to others', () => {
    writeOlderSecrets();
    for (const [content, mode, message] of [
      ['rubbish', 0o600, 'is not valid'],
      [formatEncryptionKey(second), 0o644, 'can be read by others'],
    ] as const) {
      writeFileSync(directory.encryptionKeys, content);
      chmodSync(directory.encryptionKeys, mode);
      expect(() => ensureEncryptionKeys(directory)).toThrow(message);
      expect(readFileSync(directory.encryptionKeys, 'utf8')).toBe(content);
      expect(secrets()).toHaveProperty('encryptionKey');
    }
  });

  it('are refused when they are weak, without being shown', () => {
    const weak = Buffer.alloc(32, 7).toString('base64');
    writeOlderSecrets(weak);
    expect(() => ensureEncryptionKeys(directory)).toThrow(/secrets\.json is not random/);
    expect(() => ensureEncryptionKeys(directory)).not.toThrow(weak);
  });
});
