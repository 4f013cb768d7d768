// Writes the bills of materials (CycloneDX) of what ships to dist/sbom: node tools/sbom.mjs [directory]
// From the lockfiles alone, without a network.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { LOCKS, readLock } from './supply-chain/locks.mjs';
import { billOfMaterials } from './supply-chain/sbom.mjs';

const root = resolve(import.meta.dirname, '..');
const target = resolve(process.argv[2] ?? join(root, 'dist/sbom'));
mkdirSync(target, { recursive: true });
for (const { name, directory } of LOCKS.filter(({ ships }) => ships)) {
  const locked = readLock(join(root, directory));
  const document = billOfMaterials(locked, join(root, directory));
  const file = join(target, `${name}.cdx.json`);
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
  console.log(`${relative(process.cwd(), file)}: ${document.components.length} packages`);
}
