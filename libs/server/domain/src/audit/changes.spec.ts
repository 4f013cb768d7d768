import { changesOf } from './changes';

describe('changesOf', () => {
  it('keeps the members that differ, on both sides', () => {
    const before = { name: 'a', limits: { cpu: 1, ram: 2 }, tags: ['x'], note: undefined };
    const after = { name: 'b', limits: { ram: 2, cpu: 1 }, tags: ['x', 'y'], note: 'new' };
    expect(changesOf(before, after as never)).toEqual({
      before: { name: 'a', tags: ['x'], note: null },
      after: { name: 'b', tags: ['x', 'y'], note: 'new' },
    });
  });

  it('finds nothing where nothing differs', () => {
    expect(changesOf({ a: 1 }, { a: 1 })).toEqual({ before: null, after: null });
  });
});
