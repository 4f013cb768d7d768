import { DomainError } from '@nora/contracts';
import { Injectable, type PipeTransform } from '@nestjs/common';

/** Keys of conversations as gateways name them: printable, without spaces. */
export const SESSION_KEY = /^[A-Za-z0-9][!-~]{0,255}$/;

/** Keys that belong to a gateway as a whole and have no agent in front. */
const WHOLE = new Set(['global', 'unknown']);

/** A key as OpenClaw keeps it: in lower case, under its only agent. */
export function canonicalKey(key: string): string {
  const lower = key.toLowerCase();
  return lower.startsWith('agent:') || WHOLE.has(lower) ? lower : `agent:main:${lower}`;
}

/** A key of a path. What is no key names no conversation, so it is not found. */
@Injectable()
export class SessionKeyPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (typeof value === 'string' && SESSION_KEY.test(value)) return value;
    throw new DomainError('not_found', 'There is no such conversation.');
  }
}
