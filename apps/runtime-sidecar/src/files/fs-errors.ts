import { type HttpError, refusal } from '../http-error';

/** The code of a failed system call; undefined for any other error. */
export function errnoOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Turns the failure of a system call into a refusal; what says nothing to a caller stays what it is. */
export function toRefusal(error: unknown): unknown {
  return refusalFor(errnoOf(error)) ?? error;
}

function refusalFor(errno: string | undefined): HttpError | null {
  switch (errno) {
    case 'ENOENT':
      return refusal('not_found', 'There is no such file.');
    case 'ELOOP':
      return refusal('path_refused', 'Links are not followed.');
    case 'ENAMETOOLONG':
      return refusal('path_refused', 'The name is too long.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return refusal('path_read_only', 'The runtime may not do this with the file.');
    case 'EEXIST':
    case 'ENOTEMPTY':
      return refusal('path_exists', 'There is something of this name already.');
    case 'ENOTDIR':
      return refusal('validation_failed', 'This is not a folder.', 'not_a_folder');
    case 'EISDIR':
    case 'ENXIO':
      return refusal('validation_failed', 'This is not a file.', 'not_a_file');
    case 'ENOSPC':
    case 'EDQUOT':
      return refusal('runtime_storage_full', 'There is no space left.');
    case 'EXDEV':
    case 'EBUSY':
    case 'ESTALE':
      return refusal('conflict', 'The files changed meanwhile.');
    default:
      return null;
  }
}
