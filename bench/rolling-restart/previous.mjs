// The programs of an earlier commit, built beside the present ones.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/processes.mjs';

const run = promisify(execFile);
const PROGRAMS = ['api', 'provisioner-worker'];

/**
 * Builds them from what git has of the commit, against the packages that are installed here.
 * @returns `{programs, commit}`: their directory, and the commit in short
 * @throws where git does not know the commit
 */
export async function buildPrevious(ref, cleanup) {
  const commit = await git('rev-parse', '--short', '--verify', `${ref}^{commit}`);
  const directory = mkdtempSync(join(tmpdir(), 'nora-previous-'));
  cleanup.defer(() => rmSync(directory, { recursive: true, force: true }));
  const archive = join(directory, 'source.tar');
  const source = join(directory, 'source');
  mkdirSync(source);
  await git('archive', '--format=tar', `--output=${archive}`, commit);
  await run('tar', ['-xf', archive, '-C', source]);
  symlinkSync(join(ROOT, 'node_modules'), join(source, 'node_modules'));
  for (const name of PROGRAMS) await run(process.execPath, ['tools/build-node.mjs', name], { cwd: source });
  return { programs: join(source, 'dist/apps'), commit };
}

/** The newest release before the present commit, or its parent where nothing was released yet. */
export async function previousRelease() {
  try {
    return await git('describe', '--tags', '--abbrev=0', '--match=v*', 'HEAD^');
  } catch {
    return 'HEAD^';
  }
}

async function git(...argv) {
  const { stdout } = await run('git', argv, { cwd: ROOT });
  return stdout.trim();
}
