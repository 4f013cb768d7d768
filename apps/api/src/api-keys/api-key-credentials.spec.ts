import 'reflect-metadata';
import { newApiKey } from '@nora/crypto';
import type { DataSource } from 'typeorm';
import { ApiKeyCredentials } from './api-key-credentials';

describe('ApiKeyCredentials', () => {
  const queries: unknown[] = [];
  const dataSource = {
    query: (...asked: unknown[]) => Promise.resolve(queries.push(asked) && []),
  } as unknown as DataSource;
  const secrets = { jwtSecret: 'j'.repeat(32), apiKeyHashSecret: null };
  const credentials = new ApiKeyCredentials(dataSource, secrets as never);

  it('refuses junk without a look into the database', async () => {
    const key = newApiKey();
    const mistyped = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
    for (const junk of ['nora_', `${key}x`, key.slice(0, -1), mistyped, key.toUpperCase()]) {
      expect(await credentials.resolve(junk, null)).toBeNull();
    }
    expect(queries).toEqual([]);
  });

  it('asks the database once for what may be a key, and never shows it the key', async () => {
    const key = newApiKey();
    expect(await credentials.resolve(key, null)).toBeNull();
    expect(queries).toHaveLength(1);
    expect(JSON.stringify(queries)).not.toContain(key);
  });

  it('hashes under a secret of its own where there is one', () => {
    const own = new ApiKeyCredentials(dataSource, { ...secrets, apiKeyHashSecret: 'k'.repeat(32) } as never);
    expect(own.hash('nora_x')).not.toBe(credentials.hash('nora_x'));
  });
});
