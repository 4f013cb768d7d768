import { DomainError } from '@nora/contracts';

/** The answer until identity providers are called. */
export function notYet(): DomainError {
  return new DomainError('service_unavailable', 'Nora cannot do this yet.');
}
