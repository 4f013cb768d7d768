import { readFileSync } from 'node:fs';
import { fingerprintOf } from '@nora/domain';
import { CliError, codeOf } from '../system/errors';
import { EXIT_NOT_VERIFIED } from './exit-codes';

/**
 * The key of a file, in PEM: as `GET /api/admin/audit/key` shows it, or the whole answer.
 * @throws CliError when there is none
 */
export function readPublicKey(path: string): string {
  const publicKey = keyIn(readText(path));
  try {
    fingerprintOf(publicKey);
    return publicKey;
  } catch {
    throw new CliError(`${path} holds no public key in PEM`, EXIT_NOT_VERIFIED);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliError(`${path} cannot be read (${codeOf(error) ?? 'unknown'})`, EXIT_NOT_VERIFIED);
  }
}

/** The answer of the API is JSON with the key in it. */
function keyIn(text: string): string {
  try {
    const { publicKey } = JSON.parse(text) as { publicKey?: unknown };
    return typeof publicKey === 'string' ? publicKey : text;
  } catch {
    return text;
  }
}
