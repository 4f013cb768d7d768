// The licence texts of what ships, in one file.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const TEXTS = /^(licen[cs]e|copying|notice)([.-].*)?$/i;
const NOT_TEXTS = /\.(json|[cm]?[jt]s|spdx)$/i;

/**
 * Every package that is not for development alone, with the texts that it brings. Packages that are not installed,
 * those of other platforms, are passed over: images do not hold them. The same texts stand once.
 * @param {import('./locks.mjs').LockedPackage[]} packages
 * @param {string} directory they are installed in
 */
export function noticesOf(packages, directory) {
  const holders = new Map();
  for (const { path, name, version, license, dev } of packages) {
    if (dev || !existsSync(join(directory, path))) continue;
    const text = textsIn(join(directory, path)) || 'The package brings no text of its licence.';
    const title = `${name} ${version} (${license ?? 'licence not named'})`;
    holders.set(text, [...(holders.get(text) ?? []), title]);
  }
  const parts = [...holders].map(([text, titles]) => `${[...new Set(titles)].join('\n')}\n\n${text}\n`);
  return `Nora ships with these packages of others.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function textsIn(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && TEXTS.test(entry.name) && !NOT_TEXTS.test(entry.name))
    .map(({ name }) => name)
    .sort()
    .map((name) => readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n').trim())
    .join('\n\n');
}
