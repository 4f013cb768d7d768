import { newcomerName } from './newcomer-name';

describe('the name of a newcomer', () => {
  it.each([
    ['Ada Lovelace', 'Ada Lovelace'],
    ['  Ada \u0000\n Lovelace ', 'Ada   Lovelace'],
    [null, 'ada'],
    ['', 'ada'],
    [' \t ', 'ada'],
    ['x'.repeat(200), 'x'.repeat(80)],
    ['😀'.repeat(100), '😀'.repeat(80)],
  ])('%j becomes %j', (told, name) => {
    expect(newcomerName(told, 'ada@example.test')).toBe(name);
  });
});
