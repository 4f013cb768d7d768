/** Exit code of `nora migrate --check` when migrations of this release are not applied yet. */
export const EXIT_PENDING = 2;
/** Exit code of `nora migrate` when a newer release has migrated the database. */
export const EXIT_NEWER = 3;
