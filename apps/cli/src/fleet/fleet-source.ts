import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeOf } from '../system/errors';
import { FleetFileError, MOST_BYTES, readFleet, type FleetReading } from './read-fleet';

/** A fleet file, and what the paths in it count from. */
export interface FleetSource extends FleetReading {
  directory: string;
}

/**
 * Reads a fleet file, or standard input for `-`.
 * @throws FleetFileError when it cannot be read or used
 */
export async function fleetFrom(path: string, input: AsyncIterable<unknown>): Promise<FleetSource> {
  if (path === '-') {
    return { ...readFleet(await textOf(input), 'standard input'), directory: process.cwd() };
  }
  try {
    // Its size is judged before it is taken into memory.
    if ((await stat(path)).size > MOST_BYTES) throw tooLarge(path);
    return { ...readFleet(await readFile(path, 'utf8'), path), directory: dirname(resolve(path)) };
  } catch (error) {
    const code = codeOf(error);
    if (error instanceof FleetFileError || code === undefined) throw error;
    throw fault(path, code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`);
  }
}

async function textOf(input: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    const buffer = Buffer.from(chunk as string | Uint8Array);
    bytes += buffer.length;
    if (bytes > MOST_BYTES) throw tooLarge('standard input');
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(source: string): FleetFileError {
  return fault(source, `is larger than ${MOST_BYTES / 2 ** 20} MiB`);
}

function fault(source: string, message: string): FleetFileError {
  return new FleetFileError(source, [{ message, path: '', line: 1, column: 1 }]);
}
