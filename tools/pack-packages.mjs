// One tar of installed packages for a build of images: an engine takes one file in a fraction of the time of the
// twenty thousand that are in it. The same packages always give the same bytes, so that a build finds its cache.
import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';

/** Only compilers, debuggers and readers want these; they are a third of the whole. */
const NOT_NEEDED = /\.(d\.[cm]?ts|map|md|tsbuildinfo)$/;
const EPOCH = new Date(0);

/**
 * Writes the `node_modules` of a directory to a tar, owned by root.
 * @param {string} directory
 * @param {string} file that is written or replaced
 */
export async function packPackages(directory, file) {
  const tar = pack();
  const written = pipeline(tar, createWriteStream(file));
  await addDirectory(tar, join(directory, 'node_modules'), 'node_modules');
  tar.finalize();
  await written;
}

async function addDirectory(tar, path, name) {
  await addEntry(tar, { name: `${name}/`, type: 'directory', mode: 0o755 });
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const from = join(path, entry.name);
    const to = `${name}/${entry.name}`;
    if (entry.isDirectory()) await addDirectory(tar, from, to);
    else if (entry.isSymbolicLink()) {
      await addEntry(tar, { name: to, type: 'symlink', linkname: await readlink(from), mode: 0o777 });
    } else if (entry.isFile() && !NOT_NEEDED.test(entry.name)) await addFile(tar, from, to);
  }
}

async function addFile(tar, from, name) {
  const { size, mode } = await lstat(from);
  const entry = tar.entry({ name, size, mode: mode & 0o111 ? 0o755 : 0o644, mtime: EPOCH });
  await pipeline(createReadStream(from), entry);
}

function addEntry(tar, header) {
  return new Promise((resolve, reject) => {
    tar.entry({ ...header, mtime: EPOCH, size: 0 }, (error) => (error ? reject(error) : resolve()));
  });
}
