import { randomBytes } from 'node:crypto';
import {
  deriveKey,
  encryptionKeyOf,
  formatEncryptionKey,
  newEncryptionKey,
  parseEncryptionKey,
} from './encryption-key';

const base64 = (bytes: Buffer): string => bytes.toString('base64');

describe('parseEncryptionKey', () => {
  it('takes what it formats, and random bytes however they are written', () => {
    const key = newEncryptionKey();
    expect(parseEncryptionKey(formatEncryptionKey(key))).toEqual(key);
    for (let round = 0; round < 2_000; round += 1) {
      expect(() => parseEncryptionKey(base64(randomBytes(32)))).not.toThrow();
      expect(() => parseEncryptionKey(randomBytes(32).toString('base64url'))).not.toThrow();
    }
  });

  it.each([
    ['one byte all over', Buffer.alloc(32, 7)],
    ['zeros', Buffer.alloc(32)],
    ['a short pattern', Buffer.from('0123abcd'.repeat(4))],
    [
      'two equal halves',
      Buffer.concat(Array(2).fill(Buffer.from('8f1c2b9d4e5a60718293a4b5c6d7e8f9', 'hex'))),
    ],
    ['few different bytes', Buffer.from(Array.from({ length: 32 }, (_, index) => (index * index) % 13))],
    ['text that was typed', Buffer.from('Please-change-this-32-byte-key!!')],
    ['hexadecimal text', Buffer.from('8f1c2b9d4e5a60718293a4b5c6d7e8f9')],
    ['bytes that count up', Buffer.from(Array.from({ length: 32 }, (_, index) => index + 200))],
    [
      'bytes that count down by three',
      Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - 3 * index)),
    ],
  ])('refuses %s', (_, bytes) => {
    expect(() => parseEncryptionKey(base64(bytes))).toThrow('is not random');
  });

  it.each(['', 'hunter2', base64(randomBytes(31)), base64(randomBytes(33)), `${base64(randomBytes(32))}x`])(
    'refuses what is not 32 bytes in base64 (%#)',
    (text) => expect(() => parseEncryptionKey(text)).toThrow('must be 32 bytes in base64'),
  );

  it('never shows the key in what it throws', () => {
    const weak = base64(Buffer.alloc(32, 7));
    expect(() => parseEncryptionKey(weak)).not.toThrow(weak);
    expect(() => parseEncryptionKey('hunter2')).not.toThrow('hunter2');
  });
});

describe('deriveKey', () => {
  it('gives each purpose and each key another key', () => {
    const [one, other] = [newEncryptionKey(), newEncryptionKey()];
    const derived = [deriveKey(one, 'a'), deriveKey(one, 'b'), deriveKey(other, 'a'), one.bytes];
    expect(new Set(derived.map(base64)).size).toBe(4);
    expect(deriveKey(one, 'a')).toEqual(deriveKey(encryptionKeyOf(one.bytes), 'a'));
  });
});
