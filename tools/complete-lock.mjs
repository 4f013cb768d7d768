// Completes package-lock.json with the optional platform packages that the registry at hand could not
// describe (npm 11 leaves them out, and then `npm ci` refuses the lock). Only adds; never changes.
import { readFileSync, writeFileSync } from 'node:fs';
const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const pkgs = lock.packages;
const pick = (name, table) => (table.find(([re]) => re.test(name)) ?? [null, 'none'])[1];
const OS = [
  [/android/, 'android'],
  [/darwin/, 'darwin'],
  [/win32|windows/, 'win32'],
  [/freebsd/, 'freebsd'],
  [/openharmony/, 'openharmony'],
  [/linux/, 'linux'],
];
const CPU = ['arm64', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'wasm32', 'arm'].map((c) => [
  new RegExp(c),
  c,
]);
function resolve(from, name) {
  for (
    let dir = from;
    ;
    dir = dir.includes('/node_modules/') ? dir.slice(0, dir.lastIndexOf('/node_modules/')) : ''
  ) {
    const key = (dir ? dir + '/' : '') + 'node_modules/' + name;
    if (pkgs[key]) return { key, entry: pkgs[key] };
    if (!dir) return null;
  }
}
let added = 0;
for (const [key, entry] of Object.entries(pkgs)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!/^\d/.test(range)) continue; // only exact pins are platform packages
    const hit = resolve(key, name);
    if (hit && hit.entry.version === range) continue;
    const at = hit ? `${key}/node_modules/${name}` : `node_modules/${name}`;
    pkgs[at] = {
      version: range,
      ...(entry.dev && { dev: true }),
      optional: true,
      os: [pick(name, OS)],
      cpu: [pick(name, CPU)],
      ...(/musl/.test(name) && { libc: ['musl'] }),
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(pkgs).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
writeFileSync(file, JSON.stringify(lock, null, 2) + '\n');
console.log(`package-lock: ${added} platform entries added`);
