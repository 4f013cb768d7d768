import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';
import { CHECKOUT, MODULES } from '../system/checkout';
import { CliError, codeOf } from '../system/errors';
import { isReachableByOthers, makeDirectory } from '../system/files';

/** Where root keeps an instance whose checkout no unprivileged user can reach (a clone below /root). */
const SYSTEM_DATA_DIRECTORY = '/var/lib/nora';

/** The layout of one instance's directory. Workers add `agents/` and `runtimes/` beside these. */
export class DataDirectory {
  constructor(readonly path: string) {}

  /** Who runs the instance now. */
  readonly lock = join(this.path, 'instance.lock');
  /** What runs, for `status`, `down`, and for cleaning up after a supervisor that was killed. */
  readonly state = join(this.path, 'instance.json');
  readonly secrets = join(this.path, 'secrets.json');
  readonly encryptionKeys = join(this.path, 'encryption.keys');
  readonly ports = join(this.path, 'ports.json');
  readonly logs = join(this.path, 'logs');
  readonly postgres = join(this.path, 'postgres');
  readonly redis = join(this.path, 'redis');

  logFile(service: string): string {
    return join(this.logs, `${service}.log`);
  }

  /**
   * Makes the directory and proves that it can be used.
   * @throws CliError with one line that says what is wrong
   */
  prepare(): void {
    const isRoot = process.getuid?.() === 0;
    if (isRoot && !isReachableByOthers(this.path)) {
      throw new CliError(
        `PostgreSQL does not run as root, and no other user can reach ${this.path}: choose another place with --data`,
      );
    }
    try {
      // Root's services run as nobody and must walk through; what lies inside is private by itself.
      makeDirectory(this.path, isRoot ? 0o711 : 0o700);
      accessSync(this.path, constants.R_OK | constants.W_OK | constants.X_OK);
      makeDirectory(this.logs, 0o700);
    } catch (error) {
      throw new CliError(
        `the data directory ${this.path} cannot be written (${codeOf(error) ?? 'unknown'}): choose another with --data`,
      );
    }
  }
}

/** The directory that was asked for, or the default of this checkout. */
export function resolveDataDirectory(asked: string | undefined): DataDirectory {
  if (asked !== undefined) return new DataDirectory(resolve(asked));
  const local = join(CHECKOUT, '.nora');
  const unreachable =
    process.getuid?.() === 0 && !(isReachableByOthers(local) && isReachableByOthers(MODULES));
  return new DataDirectory(unreachable ? SYSTEM_DATA_DIRECTORY : local);
}
