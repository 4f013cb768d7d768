import { createReadStream, createWriteStream, existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { CliError, codeOf } from '../../system/errors';
import { connect, type Connection, type RemoteOptions } from '../connect';
import { EXIT } from '../exit-codes';
import type { NoraClient } from '../client';
import { RemoteError } from '../remote-error';
import { findAgent } from './find-agent';

interface CopyOptions extends RemoteOptions {
  root: string;
  overwrite?: true;
}

interface Place {
  agent: string;
  path: string;
}

/**
 * Copies one file to or from an agent, streaming.
 * @throws CliError when both sides are here or there, or something is in the way
 */
export async function copy(from: string, to: string, options: CopyOptions): Promise<void> {
  const [source, target] = [placeOf(from), placeOf(to)];
  if (source !== null && target !== null) {
    throw new CliError('one side must be here: from agent to agent, copy through a file', EXIT.usage);
  }
  const connection = connect(options);
  if (target !== null) await upload(connection, from, target, options);
  else if (source !== null) await download(connection, source, to, options);
  else throw new CliError('one side must be at an agent, as <agent>:<path>', EXIT.usage);
}

/** `agent:path`; a path of this machine is one that begins with a slash or a dot, or has no colon. */
export function placeOf(text: string): Place | null {
  const at = text.indexOf(':');
  if (at < 1 || text.startsWith('/') || text.startsWith('.')) return null;
  return { agent: text.slice(0, at), path: text.slice(at + 1).replace(/^\/+/, '') };
}

async function upload(
  connection: Connection,
  file: string,
  place: Place,
  options: CopyOptions,
): Promise<void> {
  const { client } = connection;
  const path = nameIn(place.path, file);
  const { id } = await findAgent(connection, place.agent);
  const query = { root: options.root, path };
  const address = `/api/agents/${id}/files/content`;
  const condition = options.overwrite ? await presentEtag(connection, id, query) : null;
  await makeParent(client, id, query);
  const payload = file === '-' ? process.stdin : createReadStream(readable(file));
  try {
    await client.stream('PUT', address, {
      query,
      headers: {
        'content-type': 'application/octet-stream',
        ...(condition === null ? { 'if-none-match': '*' } : { 'if-match': condition }),
      },
      payload: Readable.toWeb(payload) as unknown as ReadableStream<Uint8Array>,
    });
  } catch (error) {
    if (error instanceof RemoteError && error.status === 412 && condition === null) {
      throw new CliError(`${place.agent}:${path} is there already: say --overwrite`, EXIT.refused, {
        cause: error,
      });
    }
    throw error;
  }
}

/** Makes the directory of a file, and those above it: what comes through a pipe could not be sent a second time. */
async function makeParent(
  client: NoraClient,
  id: string,
  { root, path }: { root: string; path: string },
): Promise<void> {
  const parent = posix.dirname(path);
  if (parent === '.') return;
  try {
    await client.call('POST', `/api/agents/${id}/files/directories`, { body: { root, path: parent } });
  } catch (error) {
    if (!(error instanceof RemoteError) || error.code !== 'path_exists') throw error;
  }
}

/** The ETag of what is to be replaced; null where nothing is. */
async function presentEtag(
  { client }: Connection,
  id: string,
  query: { root: string; path: string },
): Promise<string | null> {
  try {
    const response = await client.stream('GET', `/api/agents/${id}/files/download`, { query });
    const etag = response.headers.get('etag');
    await response.body?.cancel();
    return etag;
  } catch (error) {
    if (error instanceof RemoteError && error.status === 404) return null;
    throw error;
  }
}

async function download(
  connection: Connection,
  place: Place,
  to: string,
  options: CopyOptions,
): Promise<void> {
  const { client } = connection;
  const file = to !== '-' && isDirectory(to) ? `${to.replace(/\/+$/, '')}/${basename(place.path)}` : to;
  if (file !== '-' && !options.overwrite && existsSync(file)) {
    throw new CliError(`${file} is there already: say --overwrite`, EXIT.refused);
  }
  const { id } = await findAgent(connection, place.agent);
  const query = { root: options.root, path: place.path };
  const response = await client.stream('GET', `/api/agents/${id}/files/download`, { query });
  const body = Readable.fromWeb((response.body ?? new ReadableStream()) as WebStream<Uint8Array>);
  if (file === '-') {
    await pipeline(body, process.stdout, { end: false });
    return;
  }
  const draft = `${file}.${process.pid}.part`;
  try {
    await pipeline(body, createWriteStream(draft, { flags: 'wx' }));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw new CliError(
      `${file} could not be written: ${codeOf(error) ?? 'the copy broke off'}`,
      EXIT.failed,
      {
        cause: error,
      },
    );
  }
}

/** Where a file goes: a place that ends with a slash, or is empty, takes its name. */
function nameIn(path: string, file: string): string {
  if (path !== '' && !path.endsWith('/')) return path;
  if (file === '-') throw new CliError('say what to call it: <agent>:<path>', EXIT.usage);
  return path + basename(file);
}

function readable(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) throw new CliError(`there is no file ${file}`, EXIT.notFound);
  if (!found.isFile()) throw new CliError(`${file} is no file: only files are copied`, EXIT.usage);
  return file;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
