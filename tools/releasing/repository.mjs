// What a release asks of git, and does with it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param {string} root of a checkout */
export function repositoryAt(root) {
  const git = (...argv) =>
    execFileSync('git', argv, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();

  return {
    /** Why nothing can be released from here. */
    faults() {
      const branch = git('rev-parse', '--abbrev-ref', 'HEAD');
      return [
        branch !== 'main' && `releases are made on main, this is ${branch}`,
        git('status', '--porcelain') !== '' && 'the tree has changes that are not committed',
        git('rev-parse', '--is-shallow-repository') === 'true' &&
          'this clone is shallow: git fetch --unshallow --tags',
      ].filter((fault) => fault !== false);
    },
    tags: () => git('tag', '--list', 'v*', '--merged', 'HEAD').split('\n').filter(Boolean),
    hasTag: (tag) => git('tag', '--list', tag) === tag,
    /** Commits that are not merges, the newest first. */
    commitsSince(tag) {
      const range = tag === undefined ? 'HEAD' : `${tag}..HEAD`;
      return git('log', '--no-merges', '--format=%s%x00%b%x1e', range)
        .split('\x1e')
        .map((entry) => entry.trim().split('\0'))
        .filter(([subject]) => subject !== '')
        .map(([subject, body = '']) => ({ subject, body }));
    },
    read: (file) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : null),
    /**
     * Writes files, commits them and tags the commit; all of it or nothing.
     * @param {Map<string, { before: string | null, after: string }>} changes
     */
    commitAndTag(changes, message, tag) {
      const head = git('rev-parse', 'HEAD');
      try {
        for (const [file, { after }] of changes) {
          mkdirSync(dirname(join(root, file)), { recursive: true });
          writeFileSync(join(root, file), after);
        }
        git('add', '--', ...changes.keys());
        git('commit', '--quiet', '--message', message);
        git('tag', '--annotate', '--message', message, tag);
      } catch (cause) {
        for (const [file, { before }] of changes) {
          if (before === null) rmSync(join(root, file), { force: true });
          else writeFileSync(join(root, file), before);
        }
        git('reset', '--quiet', head);
        const reason = cause.stderr?.trim() || cause.message;
        throw new Error(`nothing was released, everything is as it was: ${reason}`, { cause });
      }
    },
  };
}
