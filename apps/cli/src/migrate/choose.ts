import type { MigrationChoice, SchemaState } from '@nora/domain';
import { CliError } from '../system/errors';
import { EXIT_NEWER } from './exit-codes';

/** Every pending migration. @throws CliError where a newer release has been at the database */
export const allPending: MigrationChoice = (state) => {
  refuseNewer(state);
  return state.pending;
};

/**
 * The pending migrations up to one, with it.
 * @param target its name, or the number at the end of it
 */
export function pendingUpTo(target: string): MigrationChoice {
  return (state) => {
    refuseNewer(state);
    const { applied, pending } = state;
    const isMeant = (name: string): boolean => name === target || /\d+$/.exec(name)?.[0] === target;
    const place = pending.findIndex(isMeant);
    if (place !== -1) return pending.slice(0, place + 1);
    const found = applied.findIndex(isMeant);
    if (found === -1) {
      const names = [...applied, ...pending].map((name) => `  ${name}`).join('\n');
      throw new CliError(`this release has no migration ${target}. It has, oldest first:\n${names}`);
    }
    if (found < applied.length - 1) {
      throw new CliError(
        `the database is past ${target} already, and migrations do not go back: restore the backup that was made before the upgrade`,
      );
    }
    return [];
  };
}

function refuseNewer({ newer }: SchemaState): void {
  if (newer.length === 0) return;
  throw new CliError(
    `a newer release has migrated this database (${newer.join(', ')}): use that release, or restore a backup from before`,
    EXIT_NEWER,
  );
}
