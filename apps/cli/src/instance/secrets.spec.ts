import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSecrets } from './secrets';
import type { InstanceSecrets } from './secrets';

describe('ensureSecrets', () => {
  let path: string;

  beforeEach(() => {
    path = join(mkdtempSync(join(tmpdir(), 'nora-secrets-')), 'secrets.json');
  });

  afterEach(() => rmSync(join(path, '..'), { recursive: true }));

  it('keeps what it generated, readable by its owner only', () => {
    const first = ensureSecrets(path);
    expect(ensureSecrets(path)).toEqual(first);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const values = Object.values(first) as string[];
    expect(new Set(values).size).toBe(values.length);
    for (const value of [first.jwtSecret, first.apiKeyHashSecret, first.inviteSecret]) {
      expect(value.length).toBeGreaterThan(40);
    }
  });

  it('adds what an older release did not have, and changes and drops nothing else', () => {
    const older: Partial<InstanceSecrets> & { encryptionKey?: string } = ensureSecrets(path);
    delete older.redisPassword;
    delete older.apiKeyHashSecret;
    older.encryptionKey = 'the key of an older release';
    writeFileSync(path, JSON.stringify(older));
    const completed = ensureSecrets(path);
    expect(completed.redisPassword).toHaveLength(32);
    expect(completed.apiKeyHashSecret).toHaveLength(64);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ ...older, ...completed });
  });

  it('closes a file that others could read', () => {
    const secrets = ensureSecrets(path);
    chmodSync(path, 0o644);
    expect(ensureSecrets(path)).toEqual(secrets);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('refuses a damaged file rather than replacing the key of everything that is encrypted', () => {
    writeFileSync(path, '{ "jwtSecret": ');
    expect(() => ensureSecrets(path)).toThrow(/cannot be read: restore it/);
    expect(readFileSync(path, 'utf8')).toBe('{ "jwtSecret": ');
  });
});
