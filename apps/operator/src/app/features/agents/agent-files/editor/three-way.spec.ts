import { mergeTexts } from './three-way';

const lines = (...all: string[]) => all.join('\n');

describe('mergeTexts', () => {
  const base = lines('a', 'b', 'c', 'd', 'e');

  it('keeps what either side has changed in different places', () => {
    const mine = lines('a', 'B', 'c', 'd', 'e');
    const theirs = lines('a', 'b', 'c', 'd', 'E', 'f');
    expect(mergeTexts(base, mine, theirs)).toEqual({
      text: lines('a', 'B', 'c', 'd', 'E', 'f'),
      collisions: 0,
    });
  });

  it('takes what both have done alike once', () => {
    const same = lines('a', 'b', 'c', 'D', 'e');
    expect(mergeTexts(base, same, same)).toEqual({ text: same, collisions: 0 });
  });

  it('takes mine where both have changed the same, and counts it', () => {
    const merged = mergeTexts(base, lines('a', 'mine', 'c', 'd', 'e'), lines('a', 'theirs', 'c', 'd', 'E'));
    expect(merged).toEqual({ text: lines('a', 'mine', 'c', 'd', 'E'), collisions: 1 });
  });

  it('sees a collision where one has changed what the other has taken out', () => {
    const merged = mergeTexts(base, lines('a', 'b', 'C', 'd', 'e'), lines('a', 'e'));
    expect(merged).toEqual({ text: lines('a', 'b', 'C', 'd', 'e'), collisions: 1 });
  });

  it('sees a collision where both have added in the same place', () => {
    const merged = mergeTexts('a\nz', 'a\nmine\nz', 'a\ntheirs\nz');
    expect(merged?.collisions).toBe(1);
  });

  it('puts together texts that begin with nothing, or end with it', () => {
    expect(mergeTexts('', 'mine', '')).toEqual({ text: 'mine', collisions: 0 });
    expect(mergeTexts(base, base, '')).toEqual({ text: '', collisions: 0 });
    expect(mergeTexts('a\n', 'a\n', 'a\nb\n')).toEqual({ text: 'a\nb\n', collisions: 0 });
  });

  it('loses no change of either side, wherever it is', () => {
    const text = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    for (let mine = 0; mine < 30; mine += 3) {
      for (let theirs = 1; theirs < 30; theirs += 4) {
        const own = text.with(mine, 'mine');
        const other = text.with(theirs, 'theirs');
        const merged = mergeTexts(text.join('\n'), own.join('\n'), other.join('\n'));
        expect(merged?.text).toContain('mine');
        expect(merged?.text.includes('theirs')).toBe((merged?.collisions ?? 0) === 0);
      }
    }
  });

  it('says so when there are more different lines than it can compare', () => {
    const many = Array.from({ length: 60_000 }, (_, index) => String(index)).join('\n');
    expect(mergeTexts(many, many, many)).toBeNull();
  });
});
