import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../system/files';

/** Below the data directory of an instance, and below {@link RUNTIME_CACHE} alike. */
const INSTALLATIONS = 'runtimes/openclaw';

/** Where installations of OpenClaw are kept between test runs: large, unchanging, a minute's download each. */
const RUNTIME_CACHE = '/var/tmp/nora-runtime-tests';

/** Parent of the data directories of tests: on one file system with the cache, so that files can be linked. */
export const TEST_DATA_PARENT = '/var/tmp';

/** Gives a new instance the installations that earlier runs made; files are shared, directories are its own. */
export function lendRuntimes(dataDirectory: string): void {
  const from = join(RUNTIME_CACHE, INSTALLATIONS);
  const to = join(dataDirectory, INSTALLATIONS);
  for (const name of installationsIn(from)) {
    makeDirectory(to, 0o755);
    linkTree(join(from, name), join(to, name));
  }
}

/** Keeps the installations that an instance made. */
export function keepRuntimes(dataDirectory: string): void {
  const from = join(dataDirectory, INSTALLATIONS);
  const to = join(RUNTIME_CACHE, INSTALLATIONS);
  for (const name of installationsIn(from)) {
    makeDirectory(to, 0o755);
    if (!existsSync(join(to, name))) renameSync(join(from, name), join(to, name));
  }
}

/** Finished ones: work in progress and locks begin with a dot. */
function installationsIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory).filter((name) => !name.startsWith('.')) : [];
}

function linkTree(from: string, to: string): void {
  mkdirSync(to, { mode: lstatSync(from).mode & 0o777 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkSync(source, target);
  }
}
