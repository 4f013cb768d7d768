import { DomainError } from '@nora/contracts';
import { ModelProvider, isViolationOf, recordAudit } from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import type { EntityManager } from 'typeorm';
import { auditActorOf } from '../core/audit-actor';
import { noSuchProvider } from './providers.reader';

/** Providers that a workspace can have. */
const MOST_PROVIDERS = 100;

/** @throws DomainError `not_found` */
export async function findProvider(
  manager: EntityManager,
  workspaceId: string,
  id: string,
): Promise<ModelProvider> {
  const provider = await manager.findOneBy(ModelProvider, { id, workspaceId });
  if (!provider) throw noSuchProvider();
  return provider;
}

/**
 * Locks a provider. Comes after any lock on its workspace or on an agent.
 * @throws DomainError `not_found`
 */
export async function lockProvider(
  manager: EntityManager,
  workspaceId: string,
  id: string,
): Promise<ModelProvider> {
  const lock = { mode: 'pessimistic_write' } as const;
  const provider = await manager.findOne(ModelProvider, { where: { id, workspaceId }, lock });
  if (!provider) throw noSuchProvider();
  return provider;
}

/** Takes the place of the default away from whoever has it. The workspace is locked. */
export async function makeWayForDefault(manager: EntityManager, workspaceId: string): Promise<void> {
  await manager.update(ModelProvider, { workspaceId, isDefault: true }, { isDefault: false });
}

/**
 * The workspace is locked, so that of many at once none goes beyond the limit.
 * @throws DomainError `conflict`
 */
export async function refuseTooMany(manager: EntityManager, workspaceId: string): Promise<void> {
  if ((await manager.countBy(ModelProvider, { workspaceId })) < MOST_PROVIDERS) return;
  const message = `A workspace has ${MOST_PROVIDERS} providers at most. Delete one first.`;
  throw new DomainError('conflict', message);
}

/** The refusal `name_taken` when a provider could not be written because of its name; any other error as it is. */
export function nameTaken(error: unknown, name: string): Error {
  if (!isViolationOf(error, 'uq_model_providers_workspace_id_name')) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const message = `This workspace already has a provider called “${name}”. Choose another name.`;
  const errors = [{ path: 'name', code: 'name_taken', message }];
  return new DomainError('name_taken', message, { errors }, { cause: error });
}

/** What was done with a provider; its key is no part of it. */
export interface ProviderAct {
  act: 'create' | 'change' | 'delete' | 'test';
  before: object | null;
  after: object | null;
  details?: object;
}

export function recordProvider(
  manager: EntityManager,
  actor: WorkspaceActor,
  resourceId: string,
  { act, before, after, details = {} }: ProviderAct,
): Promise<void> {
  const { workspaceId } = actor;
  const what = { action: `provider.${act}`, resourceType: 'provider', resourceId, workspaceId };
  return recordAudit(manager, { actor: auditActorOf(actor), ...what, before, after, details });
}
