import { DomainError } from '@nora/contracts';

/** What can be wrong with a provider. */
export const PROVIDER_FAULTS = [
  'address_not_allowed',
  'unreachable',
  'timed_out',
  'redirected',
  'key_missing',
  'key_refused',
  'quota_exhausted',
  'model_missing',
  'model_unknown',
  'not_such_an_api',
  'provider_failed',
] as const;
export type ProviderFaultCode = (typeof PROVIDER_FAULTS)[number];

/** The field of a provider that somebody has to look at. */
export type ProviderField = 'apiKey' | 'baseUrl' | 'defaultModel';

/** A provider does not answer as it should. The message is for a person and holds no key. */
export class ProviderFault extends Error {
  constructor(
    readonly code: ProviderFaultCode,
    readonly path: ProviderField,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ProviderFault';
  }
}

/** The refusal of what would be saved. */
export function testFailed({ code, path, message }: ProviderFault): DomainError {
  return new DomainError('provider_test_failed', message, { errors: [{ path, code, message }] });
}
