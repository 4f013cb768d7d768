import { isApiKey, looksLikeApiKey, newApiKey } from './api-keys';

describe('API keys', () => {
  it('are 54 characters that say what they are, and differ', () => {
    const keys = Array.from({ length: 200 }, newApiKey);
    for (const key of keys) expect(key).toMatch(/^nora_[0-9A-Za-z]{49}$/);
    expect(new Set(keys).size).toBe(200);
    expect(keys.every(isApiKey)).toBe(true);
  });

  it('are told from junk by their checksum', () => {
    const key = newApiKey();
    for (let at = 5; at < key.length; at += 1) {
      const changed = key.slice(0, at) + (key[at] === 'a' ? 'b' : 'a') + key.slice(at + 1);
      expect([at, isApiKey(changed)]).toEqual([at, false]);
    }
    for (const junk of ['', 'nora_', key.slice(0, -1), `${key}0`, `x${key.slice(1)}`, ` ${key}`]) {
      expect([junk, isApiKey(junk)]).toEqual([junk, false]);
    }
  });

  it('are told from session tokens', () => {
    expect(looksLikeApiKey('nora_junk')).toBe(true);
    expect(looksLikeApiKey('eyJhbGciOiJIUzI1NiJ9.e30.x')).toBe(false);
  });
});
