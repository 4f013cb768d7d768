import { Scrollback } from './scrollback';

describe('Scrollback', () => {
  const text = (scrollback: Scrollback, offset: number) => scrollback.from(offset).toString();

  it('keeps everything while there is little', () => {
    const scrollback = new Scrollback(10);
    expect([scrollback.start, scrollback.end, text(scrollback, 0)]).toEqual([0, 0, '']);
    for (const piece of ['one', 'two']) scrollback.append(Buffer.from(piece));
    expect([scrollback.start, scrollback.end]).toEqual([0, 6]);
    expect([text(scrollback, 0), text(scrollback, 4), text(scrollback, 6)]).toEqual(['onetwo', 'wo', '']);
  });

  it('lets go of what is old, and never of more than it must', () => {
    const scrollback = new Scrollback(5);
    for (const piece of ['aaa', 'bbb', 'ccc']) scrollback.append(Buffer.from(piece));
    expect([scrollback.start, scrollback.end]).toEqual([3, 9]);
    expect(text(scrollback, 4)).toBe('bbccc');
    scrollback.append(Buffer.from('a piece longer than the limit'));
    expect(text(scrollback, 0)).toBe('a piece longer than the limit');
  });
});
