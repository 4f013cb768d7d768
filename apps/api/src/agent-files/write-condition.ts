import { DomainError } from '@nora/contracts';
import { validationFailed } from '@nora/http-kit';

/** On what a file may be written: that it is still the one that was read, or that there is none yet. */
export type WriteCondition = { ifMatch: string } | { ifNoneMatch: '*' };

/** An entity tag as this API gives out: strong (RFC 9110, 8.8.3). */
export const ETAG = /^"[A-Za-z0-9_-]{1,100}"$/;

/**
 * Reads the condition of a write from its headers.
 * @throws DomainError `precondition_required`, `validation_failed`
 */
export function writeCondition(ifMatch: string | undefined, ifNoneMatch: string | undefined): WriteCondition {
  if (ifMatch === undefined && ifNoneMatch === undefined) {
    const message = 'Say what is to be replaced: If-Match with the ETag that was read, or If-None-Match: *.';
    throw new DomainError('precondition_required', message);
  }
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw wrong('If-Match', 'If-Match and If-None-Match exclude each other.');
  }
  if (ifMatch !== undefined) {
    if (ETAG.test(ifMatch)) return { ifMatch };
    throw wrong('If-Match', 'If-Match must be one ETag of this file, in quotes.');
  }
  if (ifNoneMatch === '*') return { ifNoneMatch };
  throw wrong('If-None-Match', 'If-None-Match must be *.');
}

function wrong(path: string, message: string): DomainError {
  return validationFailed([{ path, code: 'invalid_condition', message }]);
}
