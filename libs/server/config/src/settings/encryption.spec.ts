import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatEncryptionKey, newEncryptionKey, writeKeyFile } from '@nora/crypto';
import { InvalidSettingsError, readSettings } from '../setting';
import { EncryptionSettings } from './encryption';

const read = (environment: Record<string, string>): EncryptionSettings =>
  readSettings<[EncryptionSettings]>(environment, EncryptionSettings)[0];

const faultsOf = (environment: Record<string, string>): string[] => {
  try {
    read(environment);
    return [];
  } catch (error) {
    return (error as InvalidSettingsError).faults;
  }
};

describe('EncryptionSettings', () => {
  const observer = { broken: jest.fn(), changed: jest.fn() };
  const [first, second] = [newEncryptionKey(), newEncryptionKey()];
  let directory: string;
  let file: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'nora-settings-'));
    file = join(directory, 'keys');
    writeKeyFile(file, [first, second]);
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  it('gives the keys of the environment, the current one first', () => {
    const others = `${formatEncryptionKey(second)}, ${formatEncryptionKey(newEncryptionKey())}`;
    const ring = read({ ENCRYPTION_KEY: formatEncryptionKey(first), ENCRYPTION_KEYS_OLD: others }).keyRing(
      observer,
    );
    expect(ring.current()).toEqual(first);
    expect(ring.all()).toHaveLength(3);
    expect(ring.find(second.id)).toEqual(second);
  });

  it('gives the keys of a file, and those it gets later', () => {
    const ring = read({ ENCRYPTION_KEY_FILE: file }).keyRing(observer);
    expect(ring.all()).toEqual([first, second]);
    writeKeyFile(file, [second]);
    ring.reload();
    expect(ring.all()).toEqual([second]);
    expect(observer.changed).toHaveBeenCalledWith([second.id]);
  });

  it('wants the one or the other', () => {
    const key = formatEncryptionKey(first);
    expect(faultsOf({})).toEqual(['ENCRYPTION_KEY or ENCRYPTION_KEY_FILE is required']);
    expect(faultsOf({ ENCRYPTION_KEYS_OLD: key })).toEqual(faultsOf({}));
    expect(faultsOf({ ENCRYPTION_KEY: key, ENCRYPTION_KEY_FILE: file })).toHaveLength(1);
    expect(faultsOf({ ENCRYPTION_KEYS_OLD: key, ENCRYPTION_KEY_FILE: file })).toEqual([
      'ENCRYPTION_KEYS_OLD has no place beside ENCRYPTION_KEY_FILE',
    ]);
  });

  it('refuses weak keys wherever they stand, and shows none', () => {
    const weak = Buffer.alloc(32, 7).toString('base64');
    writeFileSync(file, weak);
    const faults = [
      ...faultsOf({ ENCRYPTION_KEY: weak }),
      ...faultsOf({ ENCRYPTION_KEY: formatEncryptionKey(first), ENCRYPTION_KEYS_OLD: weak }),
      ...faultsOf({ ENCRYPTION_KEY_FILE: file }),
    ];
    expect(faults).toEqual([
      'ENCRYPTION_KEY is not random: generate a key (openssl rand -base64 32)',
      'ENCRYPTION_KEYS_OLD is not random: generate a key (openssl rand -base64 32)',
      'ENCRYPTION_KEY_FILE is not valid: line 1 is not random: generate a key (openssl rand -base64 32)',
    ]);
  });

  it('says what is wrong with a file', () => {
    expect(faultsOf({ ENCRYPTION_KEY_FILE: join(directory, 'missing') })).toEqual([
      'ENCRYPTION_KEY_FILE cannot be read (ENOENT)',
    ]);
  });
});
