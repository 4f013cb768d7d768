import { passwordStrength } from './password-strength';

describe('passwordStrength', () => {
  it('counts the characters that are missing', () => {
    expect(passwordStrength('elevenchars', [])).toEqual({ score: 0, hint: '1 more character needed.' });
    expect(passwordStrength('ten-chars!', [])).toEqual({ score: 0, hint: '2 more characters needed.' });
  });

  it('calls a password weak when it contains a part of the e-mail address', () => {
    expect(passwordStrength('ada-lovelace-1815', ['lovelace@example.org']).score).toBe(1);
  });

  it('calls a password weak when it hardly varies', () => {
    expect(passwordStrength('aaaaaaaabbbb', []).score).toBe(1);
  });

  it('calls a long varied pass phrase strong', () => {
    expect(passwordStrength('quartz lamp under violet', ['ada@example.org']).score).toBe(3);
  });

  it('accepts exactly twelve varied characters', () => {
    expect(passwordStrength('q7!mVx2#bZ9k', []).score).toBe(2);
  });
});
