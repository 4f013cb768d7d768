import { endingWords, pasteWords } from './terminal-words';

describe('words of a terminal', () => {
  it('say how it ended', () => {
    expect(endingWords({ reason: 'exited', code: 3 })).toBe('The shell ended with code 3.');
    expect(endingWords({ reason: 'exited', code: 137 })).toContain('from outside (code 137)');
    expect(endingWords({ reason: 'exited', code: null })).toContain('agent was stopped');
    expect(endingWords({ reason: 'idle', code: null })).toContain('typed');
  });

  it('show what is pasted, as much as can be looked at', () => {
    expect(pasteWords('one\ntwo\n')).toBe(
      'Each line may be carried out as soon as it is there: “one”, “two”.',
    );
    expect(pasteWords('a\r\nb\rc\nd\ne')).toContain('“a”, “b”, “c”, and 2 more.');
    expect(pasteWords(`${'x'.repeat(80)}\ny`)).toContain(`“${'x'.repeat(60)}…”, “y”`);
  });
});
