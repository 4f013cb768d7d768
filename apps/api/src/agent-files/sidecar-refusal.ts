import type { IncomingMessage } from 'node:http';
import { DomainError, type ErrorCode } from '@nora/contracts';
import { FILES_HEADER } from '@nora/runtime-contract';
import { validationFailed } from '@nora/http-kit';
import { readJson } from './read-json';

/** What the sidecar may refuse with, in Nora's own words: its own are the agent's to choose. */
const REFUSALS: Readonly<Partial<Record<ErrorCode, string>>> = {
  not_found: 'There is no such file, or no longer.',
  path_refused: 'The path leads through a link, or outside what may be seen.',
  path_read_only: 'The agent itself may not do this with the file.',
  path_exists: 'There is something of this name already.',
  path_not_empty: 'The folder is not empty.',
  precondition_failed: 'The file is not the one that was read: it was changed, made or deleted meanwhile.',
  payload_too_large: 'The file is too large for this.',
  runtime_storage_full: 'The storage of the agent is full. Empty its trash, or delete what it does not need.',
  conflict: 'The files changed while this was done. Try again.',
};

const FAULTS: Readonly<Record<string, string>> = {
  not_a_file: 'This is a folder, or no file that could be read.',
  not_a_folder: 'This is not a folder.',
  into_itself: 'A folder cannot be moved into itself.',
  invalid_cursor: 'Not a cursor of this list. Begin again without one.',
};

/** Turns an answer of the sidecar that is not a success into a refusal; the answer is used up. */
export async function refusalOf(answer: IncomingMessage): Promise<DomainError> {
  if (answer.headers[FILES_HEADER] === undefined) {
    answer.destroy();
    const message = 'This agent was deployed by an older release, which serves no files. Redeploy it.';
    return new DomainError('runtime_refused', message);
  }
  const body = (await readJson(answer).catch(() => null)) as {
    error?: { code?: unknown; fault?: unknown };
  } | null;
  const code = body?.error?.code as ErrorCode;
  const message = Object.hasOwn(REFUSALS, String(code)) ? REFUSALS[code] : undefined;
  if (message) return new DomainError(code, message);
  const field = String(body?.error?.fault);
  const fault = Object.hasOwn(FAULTS, field) ? FAULTS[field] : undefined;
  if (fault)
    return validationFailed([
      { path: field === 'invalid_cursor' ? 'cursor' : 'path', code: field, message: fault },
    ]);
  return new DomainError(
    'runtime_refused',
    `The agent answered ${answer.statusCode ?? 'nothing'} about its files.`,
  );
}
