import { ADMIN_PASSWORD_MIN, PASSWORD_MIN, passwordStrength } from './password-strength';

const ofAdmin = (password: string, known: string[] = []) =>
  passwordStrength(password, known, ADMIN_PASSWORD_MIN);

describe('passwordStrength', () => {
  it('counts the characters that are missing', () => {
    expect(ofAdmin('elevenchars')).toEqual({ score: 0, hint: '1 more character needed.' });
    expect(ofAdmin('ten-chars!')).toEqual({ score: 0, hint: '2 more characters needed.' });
    expect(passwordStrength('seven-7', [], PASSWORD_MIN).hint).toBe('1 more character needed.');
  });

  it('accepts a short password where it may be short, and calls it weak', () => {
    expect(passwordStrength('q7!mVx2#', [], PASSWORD_MIN)).toEqual({
      score: 1,
      hint: 'Weak: 12 characters or more are better.',
    });
  });

  it('calls a password weak when it contains a part of the e-mail address', () => {
    expect(ofAdmin('ada-lovelace-1815', ['lovelace@example.org']).score).toBe(1);
  });

  it('calls a password weak when it hardly varies', () => {
    expect(ofAdmin('aaaaaaaabbbb').score).toBe(1);
  });

  it('calls a long varied pass phrase strong', () => {
    expect(ofAdmin('quartz lamp under violet', ['ada@example.org']).score).toBe(3);
  });

  it('accepts exactly twelve varied characters', () => {
    expect(ofAdmin('q7!mVx2#bZ9k').score).toBe(2);
  });
});
