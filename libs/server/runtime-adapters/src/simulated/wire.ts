import { DomainError, ERROR_STATUS, type ErrorCode } from '@nora/contracts';
import { type ObservedRuntime, RuntimeFault, type RuntimeUsage } from '../ports';

/** An error on its way from one process to another. */
export interface WireError {
  kind: 'domain' | 'fault' | 'other';
  code: string;
  message: string;
  nextAction: string;
}

/** One line of an answer. A call may tell of its progress, gives any number of items, and ends with the last two. */
export type WireLine = { progress: string } | { item: unknown } | { result: unknown } | { error: WireError };

export function toWireError(error: unknown): WireError {
  const nothing = { code: '', nextAction: '' };
  if (error instanceof DomainError) {
    return { ...nothing, kind: 'domain', code: error.code, message: error.message };
  }
  if (error instanceof RuntimeFault) {
    const { code, message, nextAction } = error;
    return { kind: 'fault', code, message, nextAction };
  }
  return { ...nothing, kind: 'other', message: error instanceof Error ? error.message : String(error) };
}

export function fromWireError({ kind, code, message, nextAction }: WireError): Error {
  if (kind === 'fault') return new RuntimeFault(code, message, nextAction);
  if (kind === 'domain' && isErrorCode(code)) return new DomainError(code, message);
  return new Error(message);
}

/** JSON has no dates. */
export function reviveObserved(value: ObservedRuntime): ObservedRuntime {
  return { ...value, startedAt: value.startedAt && new Date(value.startedAt) };
}

/** JSON has no dates. */
export function reviveUsage(value: RuntimeUsage): RuntimeUsage {
  const { at, startedAt } = value;
  return { ...value, at: new Date(at), startedAt: startedAt && new Date(startedAt) };
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_STATUS, code);
}
