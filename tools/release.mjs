// Which release is being built: the version of package.json, and the commit where there is one. Run as a program it
// prints both: what Nx has built of another release is built again (nx.json).
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** NORA_COMMIT names the commit where a build has no repository around it, as in an image. */
export function releaseOf(root) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return { version, commit: process.env.NORA_COMMIT?.trim() || headOf(root) };
}

function headOf(root) {
  try {
    const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('git', ['rev-parse', '--verify', 'HEAD'], options).trim();
  } catch {
    return null;
  }
}

if (import.meta.main) console.log(JSON.stringify(releaseOf(resolve(import.meta.dirname, '..'))));
