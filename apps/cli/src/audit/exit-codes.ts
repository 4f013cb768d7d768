/** Exit code when nothing could be verified: not the same as something found wrong, which is 1. */
export const EXIT_NOT_VERIFIED = 2;
