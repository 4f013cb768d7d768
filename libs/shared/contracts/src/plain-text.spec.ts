import { plainLine, plainText } from './plain-text';

describe('text of somebody else', () => {
  it('has nothing in it that a terminal obeys', () => {
    const hostile = '\u001b]0;title\u0007\u001b[2Jred\u009b31m';
    expect(plainText(hostile)).toBe('\ufffd]0;title\ufffd\ufffd[2Jred\ufffd31m');
    expect(plainText('safe\u202egnp.exe')).toBe('safegnp.exe');
  });

  it('keeps its lines, or becomes one', () => {
    expect(plainText('a\r\nb\tc')).toBe('a\nb\tc');
    expect(plainLine('a\r\n  b\tc')).toBe('a b c');
  });
});
