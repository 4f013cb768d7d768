import { RUNTIME_PATHS } from '@nora/runtime-contract';
import type { StateScope } from '../ports';

const STATE = RUNTIME_PATHS.openclawState;
const WORKSPACE = RUNTIME_PATHS.workspace;

/** What the agent has learned, in words of its own: it belongs to its memory, not to its files. */
const REMEMBERED = [`${WORKSPACE}/MEMORY.md`, `${WORKSPACE}/memory`];

const FILES = [WORKSPACE, `${STATE}/skills`];

/**
 * Below the state directory, what is the source's own (identity, credentials, configuration that Nora renders)
 * or is made again (`openclaw backup` leaves the same out).
 */
const NEVER = [
  'openclaw.json',
  '.env',
  'secrets.json',
  'config-journal-fingerprint.key',
  'credentials',
  'identity',
  'devices',
  'secrets',
  'browser',
  'delivery-queue',
  'session-delivery-queue',
  'backups',
  'logs',
  'tmp',
  'plugin-skills',
  'sandbox/skills-workspaces',
].map((path) => `${STATE}/${path}`);

/** Credentials in files, as releases before the databases kept them; copies of the configuration; what is half written. */
const NEVER_NAMED =
  /^\.openclaw\/(openclaw\.json\..+|agents\/[^/]+\/agent\/(auth|auth-profiles)\.json|(.+\/)?[^/]+\.(sock|pid|tmp|lock))$/;

/**
 * Directories to read for a scope, relative to the runtime's home; {@link isInScope} still decides on what is in
 * them. One that is missing is fine.
 */
export function rootsOf(scope: StateScope): string[] {
  return scope === 'files' ? FILES : [STATE];
}

/**
 * Whether a file or directory belongs to what a duplicate takes over.
 * @param path relative to the runtime's home, with slashes, without a leading or trailing one
 */
export function isInScope(path: string, scope: StateScope): boolean {
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) return false;
  if (scope === 'files') return isBelow(path, FILES) && !isBelow(path, REMEMBERED);
  return isBelow(path, [STATE]) && !isBelow(path, NEVER) && !NEVER_NAMED.test(path);
}

function isBelow(path: string, roots: string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(`${root}/`));
}
