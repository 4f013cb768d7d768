import type { Readable } from 'node:stream';
import type { Container } from 'dockerode';
import { extract } from 'tar-stream';
import type { RuntimeFile } from '../ports';
import { CONTAINER_HOME } from './container-spec';
import { archiveOf } from './helper-container';
import { checkedPath } from './home-archive';

/**
 * The files that a container does not hold as they are given.
 * @throws Error when a path leaves the home
 */
export async function filesToWrite(
  container: Container,
  files: readonly RuntimeFile[],
  signal: AbortSignal,
): Promise<RuntimeFile[]> {
  const held = await Promise.all(
    files.map(async (file) => {
      const archive = await archiveOf(container, `${CONTAINER_HOME}/${checkedPath(file.path)}`, signal);
      return archive !== null && (await holds(archive, file));
    }),
  );
  return files.filter((_, index) => !held[index]);
}

/**
 * Whether the archive of one path is this file. What lies there is the runtime's to choose, so no more of it is read
 * than the file has.
 */
export async function holds(archive: Readable, { content, mode }: RuntimeFile): Promise<boolean> {
  const wanted = Buffer.from(content);
  const tar = extract();
  archive.on('error', (error) => tar.destroy(error));
  archive.pipe(tar);
  try {
    for await (const entry of tar) {
      const { type, size, mode: bits } = entry.header;
      if (type !== 'file' || size !== wanted.length || ((bits ?? 0) & 0o777) !== mode) return false;
      const chunks: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
      return Buffer.concat(chunks).equals(wanted);
    }
    return false;
  } finally {
    archive.destroy();
  }
}
