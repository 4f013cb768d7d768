/** What a machine offers for running Redis; looked at only when it matters. */
export interface RedisPossibilities {
  /** A `redis-server` or `valkey-server` on PATH. */
  program: () => string | null;
  /** Whether a container engine answers that has, or can fetch, the image. */
  image: () => Promise<boolean>;
  /** Whether this is root on a Debian with apt-get. */
  canInstall: () => boolean;
}

export type RedisChoice =
  { kind: 'program'; program: string } | { kind: 'container' } | { kind: 'install' } | { kind: 'evaluation' };

/** The ways to a Redis, best first; each is tried when those before it are not there or did not work. */
export async function* redisChoices(look: RedisPossibilities): AsyncGenerator<RedisChoice> {
  const program = look.program();
  if (program !== null) yield { kind: 'program', program };
  if (await look.image()) yield { kind: 'container' };
  if (look.canInstall()) yield { kind: 'install' };
  yield { kind: 'evaluation' };
}
