/** Exit code when nothing could be verified: not the same as something found wrong, which is 1. */
export const EXIT_NOT_VERIFIED = 2;

/** What each exit code of `nora audit verify` means, for the documentation. */
export const AUDIT_EXIT_MEANINGS: Readonly<Record<number, string>> = {
  0: 'In order.',
  1: 'Something is wrong; the first bad entry is named.',
  [EXIT_NOT_VERIFIED]: 'Not verified: a wrong call, no such file, no database.',
};
