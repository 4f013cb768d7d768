import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { refusal } from '../http-error';
import type { Directory } from './directory';
import { etagOf } from './entry';
import { parseRange } from './range';

/**
 * Sends a file in one piece. Its ETag is that of before it was read: a change meanwhile makes it stale, never wrong.
 * @throws HttpError `payload_too_large`
 */
export async function sendContent(
  directory: Directory,
  name: string,
  most: number,
  response: ServerResponse,
): Promise<void> {
  const { handle, stats } = await directory.openFile(name);
  try {
    const size = Number(stats.size);
    if (size > most) throw refusal('payload_too_large', 'The file is too large to be read in one piece.');
    const content = await readExactly(handle, size);
    const isText = isUtf8(content) && !content.includes(0);
    response.writeHead(200, {
      'content-type': isText ? 'text/plain; charset=utf-8' : 'application/octet-stream',
      'content-length': content.length,
      etag: etagOf(stats),
    });
    response.end(content);
  } finally {
    await handle.close();
  }
}

/** Sends a file, or the range of it that is asked for, no faster than it is taken. */
export async function sendFile(
  directory: Directory,
  name: string,
  asked: { range: string | undefined; ifRange: string | undefined },
  response: ServerResponse,
): Promise<void> {
  const { handle, stats } = await directory.openFile(name);
  try {
    const size = Number(stats.size);
    const etag = etagOf(stats);
    const isSame = asked.ifRange === undefined || asked.ifRange === etag;
    const range = isSame ? parseRange(asked.range, size) : null;
    const { start, end } = range ?? { start: 0, end: size - 1 };
    response.writeHead(range ? 206 : 200, {
      ...{ 'content-type': 'application/octet-stream', 'accept-ranges': 'bytes', etag },
      'content-length': end - start + 1,
      ...(range && { 'content-range': `bytes ${start}-${end}/${size}` }),
    });
    await pipeline(bytesOf(handle, start, end), response);
  } finally {
    await handle.close();
  }
}

const PIECE = 65_536;

/**
 * Bytes of a file in pieces, both ends included.
 * @throws Error when the file has become shorter: its length has been told by then
 */
export async function* bytesOf(handle: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  for (let position = start; position <= end;) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE, end - position + 1));
    const { bytesRead } = await handle.read(piece, 0, piece.length, position);
    if (bytesRead === 0) throw new Error('a file became shorter while it was read');
    position += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}

/** As much of the beginning as there is, up to a size. */
async function readExactly(handle: FileHandle, size: number): Promise<Buffer> {
  const content = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await handle.read(content, length, size - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return content.subarray(0, length);
}
