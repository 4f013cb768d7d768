import { opendir } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { isFileName } from '@nora/runtime-contract';
import { type Pack, pack } from 'tar-stream';
import { HttpError } from '../http-error';
import { bytesOf } from './content';
import type { Directory } from './directory';
import { errnoOf } from './fs-errors';

/** Directories within each other; each holds a descriptor. */
const DEEPEST = 128;

/**
 * Sends a directory as a gzipped tar archive that is made on the way. Links, pipes and the like are left out: whoever
 * unpacks it somewhere else must not be led anywhere.
 * @param top what the directory is called in the archive
 */
export async function sendArchive(
  directory: Directory,
  top: string,
  response: ServerResponse,
): Promise<void> {
  const archive = pack();
  response.writeHead(200, { 'content-type': 'application/gzip' });
  const filled = add(archive, directory, top, 0).then(
    () => archive.finalize(),
    (error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  try {
    await pipeline(archive, createGzip(), response);
  } finally {
    archive.destroy();
    await filled;
  }
}

async function add(archive: Pack, directory: Directory, path: string, depth: number): Promise<void> {
  if (depth > DEEPEST) throw new Error('the directories are too deep for an archive');
  await addEmpty(archive, { name: `${path}/`, type: 'directory', mode: 0o755 });
  for await (const entry of await opendir(directory.path)) {
    // Other systems would read a path into such a name.
    if (!isFileName(entry.name)) continue;
    const name = `${path}/${entry.name}`;
    try {
      if (entry.isDirectory()) {
        const inner = await directory.enter(entry.name);
        await add(archive, inner, name, depth + 1).finally(() => inner.close());
      } else if (entry.isFile()) {
        await addFile(archive, directory, entry.name, name);
      }
    } catch (error) {
      const isPassedOver = error instanceof HttpError || PASSED_OVER.has(errnoOf(error) ?? '');
      if (!isPassedOver) throw error;
    }
  }
}

/** What became of a name between its being seen and its being opened, or what the runtime itself may not read. */
const PASSED_OVER = new Set(['ENOENT', 'ELOOP', 'ENOTDIR', 'EACCES']);

async function addFile(archive: Pack, directory: Directory, entry: string, name: string): Promise<void> {
  const { handle, stats } = await directory.openFile(entry);
  try {
    const size = Number(stats.size);
    const mode = Number(stats.mode) & 0o777;
    const header = { name, size, mode, mtime: new Date(Number(stats.mtimeMs)) };
    if (size === 0) await addEmpty(archive, header);
    else await pipeline(bytesOf(handle, 0, size - 1), archive.entry(header));
  } finally {
    await handle.close();
  }
}

function addEmpty(archive: Pack, header: Parameters<Pack['entry']>[0]): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry({ ...header, size: 0 }, '', (error) => (error ? reject(error) : resolve()));
  });
}
