import { randomBytes } from 'node:crypto';
import { secret } from './parsers';

describe('secret', () => {
  const parse = secret(32);

  it('takes random values however they are written', () => {
    for (let round = 0; round < 2_000; round += 1) {
      for (const value of [randomBytes(16).toString('hex'), randomBytes(24).toString('base64url')]) {
        expect(parse(value)).toBe(value);
      }
    }
  });

  it.each([
    ['changeme', 'is a placeholder'],
    ['CHANGE-ME-in-production-please-really', 'is a placeholder'],
    ['replace_this_with_a_random_value_1234', 'is a placeholder'],
    ['your-secret-of-at-least-32-characters', 'is a placeholder'],
    ['example-secret-for-the-documentation!', 'is a placeholder'],
    ['k3J9', 'must have at least 32 characters'],
    ['a'.repeat(40), 'is a pattern'],
    ['ababababcdcdcdcdababababcdcdcdcdab', 'is a pattern'],
    ['12345678901234567890123456789012', 'is a pattern'],
    ['k3J9xQ7vk3J9xQ7vk3J9xQ7vk3J9xQ7v', 'is a pattern'],
  ])('refuses %s: it %s', (value, message) => {
    expect(() => parse(value)).toThrow(message);
  });
});
