import { slugOf } from './agent-names';

describe('slugOf', () => {
  it.each([
    ['My first agent', 'my-first-agent'],
    ['  Ünïcode — Ägent!  ', 'unicode-agent'],
    ['日本語', 'agent'],
    ['a'.repeat(80), 'a'.repeat(60)],
    [`${'a'.repeat(59)} b`, 'a'.repeat(59)],
  ])('turns %p into %p', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });
});
