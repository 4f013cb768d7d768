import { DomainError } from '@nora/contracts';
import { validationFailed } from '@nora/http-kit';

/**
 * The revision that a change is made on the ground of.
 * @throws DomainError `precondition_required`, `validation_failed`
 */
export function revisionOf(ifMatch: string | undefined): number {
  if (ifMatch === undefined) {
    const message =
      'Say which revision is to be changed: If-Match with the revision that was read, in quotes.';
    throw new DomainError('precondition_required', message);
  }
  const [, digits] = /^"(\d{1,9})"$/.exec(ifMatch) ?? [];
  if (digits !== undefined) return Number(digits);
  const message = 'If-Match must be one revision, in quotes.';
  throw validationFailed([{ path: 'If-Match', code: 'invalid_condition', message }]);
}
