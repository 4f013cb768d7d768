/** Exit code of `nora migrate --check` when migrations of this release are not applied yet. */
export const EXIT_PENDING = 2;
/** Exit code of `nora migrate` when a newer release has migrated the database. */
export const EXIT_NEWER = 3;

/** What each exit code of `nora migrate` means, for the documentation. */
export const MIGRATE_EXIT_MEANINGS: Readonly<Record<number, string>> = {
  0: 'Done, or nothing to do.',
  1: 'A fault, such as a PostgreSQL that does not answer or a migration that failed; it was rolled back.',
  [EXIT_PENDING]: 'With `--check`: migrations of this release are not applied yet.',
  [EXIT_NEWER]: 'A newer release has migrated the database; nothing was done.',
};
