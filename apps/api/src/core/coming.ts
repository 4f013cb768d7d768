import { DomainError } from '@nora/contracts';

/** The answer of a route whose work has not landed yet. */
export function coming(): Promise<never> {
  return Promise.reject(new DomainError('service_unavailable', 'This is not served yet.'));
}
