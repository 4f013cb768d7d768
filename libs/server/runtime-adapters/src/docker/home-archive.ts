import { posix } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { RuntimeFile } from '../ports';
import { CONTAINER_UID } from './container-spec';

const OWNER = { uid: CONTAINER_UID, gid: CONTAINER_UID, mtime: new Date(0) };

/**
 * Files for a runtime's home as a tar, owned by the runtime's user; their directories are closed to others.
 * @throws Error when a path leaves the home
 */
export async function homeArchive(files: RuntimeFile[]): Promise<Buffer> {
  const checked = files.map(({ path, ...rest }) => ({ ...rest, name: checkedPath(path) }));
  const tar = pack();
  const collected = buffer(tar);
  const made = new Set<string>();
  for (const { name, content, mode } of checked) {
    const parts = name.split('/').slice(0, -1);
    parts.forEach((_, index) => {
      const directory = `${parts.slice(0, index + 1).join('/')}/`;
      if (made.has(directory)) return;
      made.add(directory);
      tar.entry({ ...OWNER, name: directory, type: 'directory', mode: 0o700 });
    });
    tar.entry({ ...OWNER, name, mode }, content);
  }
  tar.finalize();
  return collected;
}

/**
 * A path below the home in its plain form.
 * @throws Error when it leads anywhere else
 */
export function checkedPath(path: string): string {
  const name = posix.normalize(path);
  if (posix.isAbsolute(name) || name === '.' || name.endsWith('/') || name.split('/')[0] === '..') {
    throw new Error(`${path} is not a file below the home.`);
  }
  return name;
}
