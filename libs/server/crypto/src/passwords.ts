/** Argon2id with the parameters OWASP gives for interactive log-in: 19 MiB, 2 passes, 1 lane. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

let decoy: Promise<string> | undefined;

/** Hashes a password with argon2id; the result carries its own parameters and salt. */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await argon2();
  return hash(password, OPTIONS);
}

/**
 * Checks a password. Without a stored hash it does the same work against a decoy and answers false,
 * so that an unknown account takes as long as a wrong password.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('a decoy that no password equals');
  const { verify } = await argon2();
  const matches = await verify(stored ?? (await decoy), password);
  return stored !== null && matches;
}

/** Loaded when the first password comes: 6 MB, which programs that know none do without. */
const argon2 = () => import('@node-rs/argon2');
