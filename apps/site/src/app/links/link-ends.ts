import type { UserProblem } from '@nora/data-access';

const HEADINGS: Readonly<Record<string, string>> = {
  not_found: 'This link is not valid',
  link_used: 'This link was used already',
  link_expired: 'This link has expired',
  invitation_revoked: 'This invitation was withdrawn',
};

/** True when a link is worth nothing, however often it is tried. */
export function isEnd({ code }: UserProblem): boolean {
  return code in HEADINGS;
}

/** What was found wrong with a token that was only looked at; one that is no token at all is not known either. */
export function ofCheck(problem: UserProblem): UserProblem {
  if (problem.code !== 'validation_failed' && problem.code !== 'not_found') return problem;
  const detail = 'It is not known here. Was it copied as a whole?';
  return { ...problem, code: 'not_found', detail, errors: [] };
}

/** What is wrong with a link, as a heading. */
export function endHeading({ code, title }: UserProblem): string {
  return HEADINGS[code] ?? title;
}
