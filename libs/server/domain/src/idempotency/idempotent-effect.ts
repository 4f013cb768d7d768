import { AsyncLocalStorage } from 'node:async_hooks';
import { DomainError } from '@nora/contracts';
import type { EntityManager } from 'typeorm';
import { IdempotencyKey, type IdempotentEffect } from '../entities';

/** The repeatable call that is being carried out. */
export interface IdempotentCall {
  principalId: string;
  key: string;
  ownerToken: string;
}

const current = new AsyncLocalStorage<IdempotentCall>();

/** Does work on behalf of a repeatable call. */
export function withIdempotentCall<T>(call: IdempotentCall, work: () => Promise<T>): Promise<T> {
  return current.run(call, work);
}

/** The repeatable call on whose behalf the present work is done, if there is one. */
export function currentIdempotentCall(): IdempotentCall | undefined {
  return current.getStore();
}

/**
 * Ties what a transaction wrote to the repeatable call it was asked for with, if there is one: both are committed,
 * or neither is.
 * @throws DomainError `idempotency_in_progress` when another request has taken the call over
 */
export async function noteEffect(manager: EntityManager, effect: IdempotentEffect): Promise<void> {
  const call = currentIdempotentCall();
  if (!call) return;
  const { affected } = await manager.update(IdempotencyKey, { ...call }, { effect });
  if (affected !== 1) {
    throw new DomainError(
      'idempotency_in_progress',
      'Another request with this Idempotency-Key is under way.',
    );
  }
}
