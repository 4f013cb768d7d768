import { SESSION_KEY, SessionKeyPipe, canonicalKey } from './session-key';

describe('keys of conversations', () => {
  it.each([
    ['nora:ABC', 'agent:main:nora:abc'],
    ['agent:main:Test', 'agent:main:test'],
    ['global', 'global'],
  ])('%s is kept as %s', (key, kept) => {
    expect(canonicalKey(key)).toBe(kept);
  });

  it.each(['', '../x', 'a b', 'a\u0000', 'ü', 'a'.repeat(257), ':a'])('%j is none', (key) => {
    expect(SESSION_KEY.test(key)).toBe(false);
    expect(() => new SessionKeyPipe().transform(key)).toThrow(expect.objectContaining({ code: 'not_found' }));
  });
});
