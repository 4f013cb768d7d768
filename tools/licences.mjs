// Which licences the packages have: node tools/licences.mjs [--check] [--json]
// --check fails where one is not allowed (tools/supply-chain/licence-policy.json), or where the table of libraries in
// docs/adr/README.md says something else.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { judgeLicences, judgeTable } from './supply-chain/licences.mjs';
import { LOCKS, packagesOf, readLock } from './supply-chain/locks.mjs';

const root = resolve(import.meta.dirname, '..');
const { check, json } = parseArgs({
  options: { check: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
}).values;

const read = LOCKS.map(({ name, directory, ships }) => {
  const { manifest, lock } = readLock(join(root, directory));
  return { lock: name, ships, manifest, packages: packagesOf(lock, join(root, directory)) };
});
const policy = JSON.parse(readFileSync(join(root, 'tools/supply-chain/licence-policy.json'), 'utf8'));
const { rows, faults } = judgeLicences(read, policy);

const [{ manifest, packages }] = read;
const direct = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).map((name) => ({
  name,
  license: packages.find(({ path }) => path === `node_modules/${name}`)?.license ?? 'unknown',
}));
faults.push(...judgeTable(readFileSync(join(root, 'docs/adr/README.md'), 'utf8'), direct));

if (json) console.log(JSON.stringify({ packages: rows, faults }, null, 2));
else if (!check) printCounts();
for (const fault of faults) console.error(fault);
if (check && !json && faults.length === 0) {
  console.log(`licences: ${rows.length} packages, ${rows.filter(({ ships }) => ships).length} of them ship`);
}
process.exitCode = check && faults.length > 0 ? 1 : 0;

function printCounts() {
  for (const ships of [true, false]) {
    const counts = Map.groupBy(
      rows.filter((row) => row.ships === ships),
      ({ license }) => license ?? 'unknown',
    );
    console.log(ships ? 'What ships:' : '\nTools:');
    for (const [license, of] of [...counts].sort(([, one], [, other]) => other.length - one.length)) {
      const names = of.length > 3 ? '' : `  ${of.map(({ name }) => name).join(', ')}`;
      console.log(`${String(of.length).padStart(6)}  ${license}${names}`);
    }
  }
}
