/** A folder or file in one root; parts of a path are joined by "/", and the root itself is the empty path. */
export interface Place {
  root: string;
  path: string;
}

const NAME_BYTES = 255;
/** What the API refuses in a name: control characters, the separator of another system, half letters. */
const REFUSED = /[\p{Cc}\p{Surrogate}\\]/u;

/** The path of something in a folder. */
export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The folder something is in; the root is in itself. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Every folder on the way to a path, the root first and the path itself last. */
export function wayTo(path: string): string[] {
  const parts = path === '' ? [] : path.split('/');
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}

/** True for a path itself and for everything below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** A path as somebody types it, without what means nothing. */
export function tidyPath(typed: string): string {
  return typed
    .trim()
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** Why something cannot be called this; null when it can. */
export function nameProblem(name: string): string | null {
  if (name.trim() === '') return 'Enter a name.';
  if (name === '.' || name === '..') return 'This name means a folder already.';
  if (name.includes('/') || name.includes('\\')) return 'A name has no slash in it.';
  return lettersProblem(name);
}

/** Why something cannot be moved to this path; null when it can. */
export function pathProblem(path: string): string | null {
  if (path === '') return 'Enter a path.';
  const parts = path.split('/');
  if (parts.includes('..')) return 'A path cannot lead out of its folder.';
  return parts.map(lettersProblem).find((problem) => problem !== null) ?? null;
}

function lettersProblem(name: string): string | null {
  if (REFUSED.test(name)) return 'A name has no “\\” and no control characters in it.';
  return new TextEncoder().encode(name).length > NAME_BYTES ? 'This name is too long.' : null;
}
