import { DomainError } from '@nora/contracts';
import { FILE_ROOTS, splitFilePath, type FileRoot, type RuntimeFamily } from '@nora/runtime-contract';

/** @throws DomainError `not_found` when runtimes of the family have no such root */
export function requireRoot(family: RuntimeFamily, id: string): FileRoot {
  const root = FILE_ROOTS[family].find((candidate) => candidate.id === id);
  if (root) return root;
  throw new DomainError('not_found', `This agent has no files called “${id}”.`);
}

/** @throws DomainError `not_found`, `path_read_only` */
export function requireWritableRoot(family: RuntimeFamily, id: string): FileRoot {
  const root = requireRoot(family, id);
  if (root.writable) return root;
  throw new DomainError('path_read_only', `${root.label} can only be looked at.`);
}

/**
 * Refuses what could lead anywhere but below a root. The sidecar asks again, and looks at what is there.
 * @throws DomainError `path_refused`
 */
export function requirePath(path: string): void {
  if (splitFilePath(path) !== null) return;
  const message =
    'A path consists of names and slashes: no “..”, no empty name, no control character or “\\”.';
  throw new DomainError('path_refused', message);
}

/** What a file is called when it is saved elsewhere; a directory comes as an archive. */
export function downloadName(root: string, path: string): string {
  return path.split('/').at(-1) || root;
}
