import { plainLine, plainText } from './plain-text';

describe('text of somebody else', () => {
  it('has nothing in it that a terminal obeys', () => {
    expect(plainText('\u001b]0;title\u0007\u001b[2Jred\u009b31m')).not.toMatch(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/,
    );
    expect(plainText('safe\u202egnp.exe')).toBe('safegnp.exe');
  });

  it('keeps its lines, or becomes one', () => {
    expect(plainText('a\r\nb\tc')).toBe('a\nb\tc');
    expect(plainLine('a\r\n  b\tc')).toBe('a b c');
  });
});
