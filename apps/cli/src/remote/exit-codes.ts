/** Exit codes of the command line. */
export const EXIT = {
  ok: 0,
  /** It was tried, and failed: a deployment, a check, an answer that nobody expected. */
  failed: 1,
  /** A plan has found changes. */
  changes: 2,
  /** The command, a file or a setting is not right. */
  usage: 3,
  /** Not signed in, or no longer. */
  unauthenticated: 4,
  /** Signed in, without the right to it. */
  forbidden: 5,
  notFound: 6,
  /** Refused in the present state, or for what was asked. */
  refused: 7,
  /** Nora does not answer. */
  unreachable: 8,
  interrupted: 130,
} as const;

/** What each means, for the documentation. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'Done.',
  failed: 'Tried and failed: a deployment, a check, or an unexpected answer.',
  changes: '`nora plan` has found changes.',
  usage: 'The command, a file or a setting is not right; nothing was done.',
  unauthenticated: 'Not signed in, or no longer: `nora login`.',
  forbidden: 'Signed in, without the right to it: the role, or the scope of the API key.',
  notFound: 'There is no such thing, or not for this account.',
  refused: 'Refused in the present state, for what was asked, or because a limit is used up.',
  unreachable: 'Nora does not answer, or not in time.',
  interrupted: 'Ended by Ctrl-C.',
};

/** The exit code for the status of a refusal. */
export function exitCodeOf(status: number): number {
  if (status === 401) return EXIT.unauthenticated;
  if (status === 403) return EXIT.forbidden;
  if (status === 404 || status === 410) return EXIT.notFound;
  if (status >= 400 && status < 500) return EXIT.refused;
  if (status === 502 || status === 503 || status === 504) return EXIT.unreachable;
  return EXIT.failed;
}
