import { randomBytes } from 'node:crypto';
import { cidrs, secret } from './parsers';

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

describe('cidrs', () => {
  it('takes addresses and blocks of both families', () => {
    expect(cidrs('10.1.0.0/16, 192.0.2.7,fd00::/8 ,::1')).toEqual([
      '10.1.0.0/16',
      '192.0.2.7',
      'fd00::/8',
      '::1',
    ]);
    expect(cidrs('')).toEqual([]);
  });

  it.each([
    '10.1.0.0/33',
    '::1/129',
    '10.1/16',
    'localhost',
    'fe80::1%eth0',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '0x7f.1',
  ])('refuses %s', (value) => expect(() => cidrs(value)).toThrow('must be IP addresses'));
});
