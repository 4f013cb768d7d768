/** The shortest password an account may have. */
export const PASSWORD_MIN = 8;
/** The shortest password whoever claims a server may have. */
export const ADMIN_PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;

/** How a password is judged, in words for the person who is choosing it. */
export interface PasswordStrength {
  /** 0 (too short) to 3 (strong). */
  score: 0 | 1 | 2 | 3;
  hint: string;
}

const MANY_DIFFERENT = 10;
const SHORT = 12;
const LONG = 18;

/**
 * Judges length, variety and whether the password repeats what an attacker knows. A hint, not a rule, except
 * for the fewest characters that are accepted.
 */
export function passwordStrength(
  password: string,
  known: readonly string[],
  minimum: number,
): PasswordStrength {
  const missing = minimum - password.length;
  if (missing > 0) {
    return { score: 0, hint: `${missing} more ${missing === 1 ? 'character' : 'characters'} needed.` };
  }
  const lower = password.toLowerCase();
  const repeated = known
    .flatMap((word) => word.toLowerCase().split(/[^a-z0-9]+/))
    .find((word) => word.length >= 4 && lower.includes(word));
  if (repeated) return { score: 1, hint: `Weak: it contains “${repeated}”.` };
  const different = new Set(lower).size;
  if (different < 6) return { score: 1, hint: 'Weak: too few different characters.' };
  if (password.length < SHORT) return { score: 1, hint: `Weak: ${SHORT} characters or more are better.` };
  if (different >= MANY_DIFFERENT && password.length >= LONG) return { score: 3, hint: 'Strong.' };
  return { score: 2, hint: 'Good. Longer is better than stranger.' };
}
