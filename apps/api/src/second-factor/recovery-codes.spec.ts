import { newRecoveryCodes, withoutCode } from './recovery-codes';

describe('recovery codes', () => {
  it('are ten, each different, to be read and typed', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[a-z2-7]{5}-[a-z2-7]{5}$/);
  });

  it('are taken however they are typed, and are then gone', () => {
    const codes = ['abcde-23456', 'fghij-77777'];
    for (const typed of ['abcde-23456', 'ABCDE-23456', 'abcde23456', ' ABCDE 23456 ']) {
      expect(withoutCode(codes, typed)).toEqual(['fghij-77777']);
    }
  });

  it.each(['', '-', 'abcde', 'abcde-23457', 'abcde-234567', 'fghij-23456'])('are not “%s”', (typed) => {
    expect(withoutCode(['abcde-23456', 'fghij-77777'], typed)).toBeNull();
  });
});
