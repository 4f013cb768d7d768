import { decodeCursor, encodeCursor } from './cursor';
import { pageOf } from './page';

const ID = '01a208ef-bfb1-755a-bbe6-6b802e466c81';

describe('cursors', () => {
  it('come back as they went out, whatever stands in the key', () => {
    const cursor = { sort: 'name', key: 'ünï — “x”\u0001/+=', id: ID };
    const text = encodeCursor(cursor);
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(decodeCursor(text, 'name')).toEqual(cursor);
  });

  it('are absent on the first page', () => {
    expect(decodeCursor(undefined, 'name')).toBeNull();
  });

  it.each([
    ['another order', encodeCursor({ sort: '-name', key: 'a', id: ID })],
    ['an id that is none', encodeCursor({ sort: 'name', key: 'a', id: "x' OR 1=1" })],
    ['a key that no database takes', encodeCursor({ sort: 'name', key: 'a\u0000', id: ID })],
    ['no JSON', 'bm90IGpzb24'],
    ['no list', Buffer.from('{"sort":"name"}').toString('base64url')],
    ['nothing', ''],
  ])('are refused when they hold %s', (_, text) => {
    expect(() => decodeCursor(text, 'name')).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });
});

describe('pageOf', () => {
  const keyOf = (id: string) => ({ key: id, id });

  it('ends when there are no more rows than asked for', () => {
    expect(pageOf(['a', 'b'], 2, 'name', keyOf)).toEqual({ items: ['a', 'b'], nextCursor: null });
    expect(pageOf([], 2, 'name', keyOf)).toEqual({ items: [], nextCursor: null });
  });

  it('points behind its last row when there are more', () => {
    const { items, nextCursor } = pageOf(['a', 'b', 'c'], 2, 'name', keyOf);
    expect(items).toEqual(['a', 'b']);
    expect(nextCursor).toBe(encodeCursor({ sort: 'name', key: 'b', id: 'b' }));
  });
});
