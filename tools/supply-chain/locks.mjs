// The lockfiles of the project, and what is known of each package in them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every lockfile; `ships` is false where it only holds tools. */
export const LOCKS = [
  { name: 'nora', directory: '.', ships: true },
  { name: 'openclaw-runtime', directory: 'docker/runtimes/openclaw', ships: true },
  { name: 'chart-check', directory: 'tools/chart', ships: false },
];

/** The manifest and the lockfile (version 3) of a directory. */
export function readLock(directory) {
  const [manifest, lock] = ['package.json', 'package-lock.json'].map((name) =>
    JSON.parse(readFileSync(join(directory, name), 'utf8')),
  );
  if (lock.lockfileVersion !== 3) throw new Error(`${directory}: not a lockfile of version 3`);
  return { manifest, lock };
}

/**
 * @typedef {object} LockedPackage
 * @property {string} path its place in the lockfile
 * @property {string} name what it is called in its registry, also where it is installed under another name
 * @property {string} version
 * @property {boolean} dev whether only development needs it
 * @property {string | undefined} integrity
 * @property {string | undefined} license an SPDX expression
 */

/**
 * The packages of a lockfile, without the project itself. Licences that the lockfile does not name are those of the
 * installed package.json, and for a stub of another platform (tools/complete-lock.mjs) those of the package that asks
 * for it.
 * @returns {LockedPackage[]}
 */
export function packagesOf(lock, directory) {
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({
      path,
      name: entry.name ?? nameAt(path),
      version: entry.version,
      dev: entry.dev === true,
      integrity: entry.integrity,
      license:
        licenseIn(entry) ?? installedLicense(directory, path, entry) ?? licenseOfAsker(lock, path, entry),
    }));
}

const nameAt = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

function installedLicense(directory, path, { version }) {
  const file = join(directory, path, 'package.json');
  if (!existsSync(file)) return undefined;
  const installed = JSON.parse(readFileSync(file, 'utf8'));
  return installed.version === version ? licenseIn(installed) : undefined;
}

/** Stubs have neither an address nor a hash: nothing but the package that asks for them tells of them. */
function licenseOfAsker(lock, path, { version, integrity, optional }) {
  if (integrity || !optional) return undefined;
  const name = nameAt(path);
  const asker = Object.values(lock.packages).find(
    ({ optionalDependencies }) => optionalDependencies?.[name] === version,
  );
  return asker && licenseIn(asker);
}

/** Older packages have an object, or a list of them, of which any may be chosen. */
function licenseIn({ license, licenses }) {
  const named = [license ?? licenses ?? []].flat().map((one) => (typeof one === 'string' ? one : one.type));
  return named.length > 1 ? `(${named.join(' OR ')})` : named[0];
}
