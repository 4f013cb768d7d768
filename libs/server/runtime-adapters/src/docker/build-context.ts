import { createReadStream } from 'node:fs';
import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Header, type Pack, pack } from 'tar-stream';

/** What goes into the image. */
export interface BuildContext {
  dockerfile: string;
  sidecar: string;
  /** The prepared installation. */
  runtime: string;
}

/** Node comes with the base image, so the copies for local processes stay behind. */
const LEFT_OUT = /^node-linux-/;
const EPOCH = new Date(0);

/** The build context as a tar stream; the same content always gives the same bytes. */
export function buildContext({ dockerfile, sidecar, runtime }: BuildContext): Readable {
  const tar = pack();
  const fill = async (): Promise<void> => {
    await addText(tar, 'Dockerfile', await readFile(dockerfile));
    await addText(tar, 'sidecar.js', await readFile(sidecar));
    await addDirectory(tar, runtime, 'runtime');
    tar.finalize();
  };
  fill().catch((error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))));
  return Readable.from(tar);
}

async function addDirectory(tar: Pack, path: string, name: string): Promise<void> {
  await addEmpty(tar, { name: `${name}/`, type: 'directory', mode: 0o755 });
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const from = join(path, entry.name);
    const to = `${name}/${entry.name}`;
    if (entry.isDirectory()) {
      if (LEFT_OUT.test(entry.name) && name === 'runtime/node_modules') continue;
      await addDirectory(tar, from, to);
    } else if (entry.isSymbolicLink()) {
      await addEmpty(tar, { name: to, type: 'symlink', linkname: await readlink(from), mode: 0o777 });
    } else if (entry.isFile()) {
      await addFile(tar, from, to);
    }
  }
}

async function addFile(tar: Pack, from: string, name: string): Promise<void> {
  const { size, mode } = await lstat(from);
  const entry = tar.entry({ name, size, mode: mode & 0o111 ? 0o755 : 0o644, mtime: EPOCH });
  await pipeline(createReadStream(from), entry);
}

function addText(tar: Pack, name: string, content: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry({ name, mode: 0o644, mtime: EPOCH }, content, (error) => (error ? reject(error) : resolve()));
  });
}

function addEmpty(tar: Pack, header: Partial<Header> & { name: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry({ ...header, mtime: EPOCH, size: 0 }, (error) => (error ? reject(error) : resolve()));
  });
}
