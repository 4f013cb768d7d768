// workspace.json is no longer read by Nx and could go stale unseen: it must name the projects that Nx knows.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const nx = (...argv) =>
  JSON.parse(
    execFileSync(process.execPath, [resolve(root, 'node_modules/.bin/nx'), ...argv], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true' },
      maxBuffer: 64 * 1024 * 1024,
    }),
  );

const listed = JSON.parse(readFileSync(resolve(root, 'workspace.json'), 'utf8')).projects;
const known = nx('show', 'projects', '--json');
const faults = [
  ...known.filter((name) => !(name in listed)).map((name) => `${name} is missing in workspace.json`),
  ...Object.keys(listed)
    .filter((name) => !known.includes(name))
    .map((name) => `workspace.json names ${name}, which Nx does not know`),
];
for (const [name, directory] of Object.entries(listed)) {
  const { name: own } = JSON.parse(readFileSync(resolve(root, directory, 'project.json'), 'utf8'));
  if (own !== name) faults.push(`${directory} is called ${own}, and ${name} in workspace.json`);
}
for (const fault of faults) console.error(fault);
if (faults.length === 0) console.log(`workspace.json names all ${known.length} projects.`);
process.exitCode = faults.length === 0 ? 0 : 1;
