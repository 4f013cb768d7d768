// The bill of materials of a lockfile, as npm writes it, with what npm leaves out.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagesOf } from './locks.mjs';

/**
 * A CycloneDX document of every package of a lockfile that is not for development alone. npm reads the lockfile only.
 * `npm sbom --omit=dev` takes away what development needs too, such as Angular itself; so npm is given a lockfile that
 * never had what only development needs.
 * @param {{ manifest: object, lock: object }} locked
 * @param {string} directory of the lockfile, where packages may be installed
 */
export function billOfMaterials({ manifest, lock }, directory) {
  const shipped = withoutDevelopment(manifest, lock);
  const document = onlyOnce(JSON.parse(askNpm(shipped)));
  const licences = new Map(
    packagesOf(shipped.lock, directory).map(({ name, version, license }) => [`${name}@${version}`, license]),
  );
  for (const component of document.components) {
    component.licenses ??= licensesOf(licences.get(`${component.name}@${component.version}`));
  }
  // npm names it for the directory.
  document.metadata.component.name = manifest.name;
  return document;
}

function withoutDevelopment(manifest, lock) {
  const packages = Object.fromEntries(Object.entries(lock.packages).filter(([, { dev }]) => !dev));
  const root = { ...packages[''], devDependencies: undefined };
  return {
    manifest: { ...manifest, devDependencies: undefined },
    lock: { ...lock, packages: { ...packages, '': root } },
  };
}

/** npm 10 lists a package for each place that it is in, npm 11 once. */
function onlyOnce(document) {
  const components = new Map(document.components.map((component) => [component['bom-ref'], component]));
  const dependencies = new Map();
  for (const { ref, dependsOn = [] } of document.dependencies) {
    dependencies.set(ref, [...new Set([...(dependencies.get(ref) ?? []), ...dependsOn])]);
  }
  return {
    ...document,
    components: [...components.values()],
    dependencies: [...dependencies].map(([ref, dependsOn]) => ({ ref, dependsOn })),
  };
}

function askNpm({ manifest, lock }) {
  const directory = mkdtempSync(join(tmpdir(), 'nora-sbom.'));
  try {
    writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(directory, 'package-lock.json'), JSON.stringify(lock));
    return execFileSync(
      'npm',
      ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only', '--offline'],
      { cwd: directory, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'inherit'] },
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function licensesOf(license) {
  if (license === undefined) return undefined;
  return /^[\w.+-]+$/.test(license) ? [{ license: { id: license } }] : [{ expression: license }];
}
