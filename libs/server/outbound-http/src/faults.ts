import { DomainError, type ErrorCode } from '@nora/contracts';

const CODES: ErrorCode[] = ['outbound_refused', 'outbound_failed', 'outbound_timeout'];

/** Whether an error is one of a call to the outside, for those who have a better name for it. */
export function isOutboundFault(error: unknown): error is DomainError {
  return error instanceof DomainError && CODES.includes(error.code);
}

/** The call must not be made. Says nothing of what the name resolved to: it may be a name of an internal network. */
export function refused(host: string, why: string): DomainError {
  return new DomainError('outbound_refused', `${host} must not be called: ${why}.`);
}

export function failed(host: string, why: string, cause?: unknown): DomainError {
  return new DomainError('outbound_failed', `${host} could not be called: ${why}.`, {}, { cause });
}

export function timedOut(host: string, timeoutMs: number): DomainError {
  const message = `${host} did not answer within ${timeoutMs / 1000} seconds.`;
  return new DomainError('outbound_timeout', message);
}
