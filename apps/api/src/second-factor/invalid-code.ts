import { DomainError } from '@nora/contracts';

/** The refusal of a code, whatever is wrong with it. */
export function invalidCode(): DomainError {
  const message = 'The code is not valid, or it was used before. Take the next one that the app shows.';
  return new DomainError('second_factor_invalid', message);
}
