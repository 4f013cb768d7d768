import { DomainError } from '@nora/contracts';
import { ModelPrice, isViolationOf, recordAudit, type PriceOverride } from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import type { EntityManager } from 'typeorm';
import { auditActorOf } from '../core/audit-actor';

/** Every call of an agent looks at all prices of its provider. */
export const MOST_PRICES = 500;

/** Of a price alone, without what its row has beside. */
export function ratesOf(price: PriceOverride): PriceOverride {
  const { inputPerMillion, outputPerMillion, cachedInputPerMillion } = price;
  return { inputPerMillion, outputPerMillion, cachedInputPerMillion };
}

export function noSuchPrice(): DomainError {
  return new DomainError('not_found', 'There is no such price in this workspace.');
}

/**
 * The provider is locked, so that of many at once none goes beyond the limit.
 * @throws DomainError `conflict`
 */
export async function refuseTooManyPrices(manager: EntityManager, providerId: string): Promise<void> {
  if ((await manager.countBy(ModelPrice, { providerId })) < MOST_PRICES) return;
  const message = `A provider has prices of ${MOST_PRICES} models at most. Delete one first.`;
  throw new DomainError('conflict', message);
}

/** The refusal `conflict` when a model has a price already; any other error as it is. */
export function pricedAlready(error: unknown, model: string): Error {
  if (!isViolationOf(error, 'uq_model_prices_provider_id_model')) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const message = `“${model}” of this provider has a price already. Change that one.`;
  const errors = [{ path: 'model', code: 'conflict', message }];
  return new DomainError('conflict', message, { errors }, { cause: error });
}

/** What was done with a price. */
export interface PriceAct {
  act: 'create' | 'change' | 'delete';
  before: object | null;
  after: object | null;
}

export function recordPrice(
  manager: EntityManager,
  actor: WorkspaceActor,
  { id, providerId, model }: Pick<ModelPrice, 'id' | 'providerId' | 'model'>,
  { act, before, after }: PriceAct,
): Promise<void> {
  const { workspaceId } = actor;
  const what = { action: `model-price.${act}`, resourceType: 'model-price', resourceId: id, workspaceId };
  const details = { providerId, model };
  return recordAudit(manager, { actor: auditActorOf(actor), ...what, before, after, details });
}
