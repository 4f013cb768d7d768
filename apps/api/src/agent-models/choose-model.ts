import { DEMO_MODEL, DomainError } from '@nora/contracts';
import { AgentModel, ModelProvider, holdProviders, type Agent, type NewBinding } from '@nora/domain';
import { validationFailed } from '@nora/http-kit';
import type { EntityManager } from 'typeorm';
import { isUuid } from '../core/uuid.pipe';

const DEMO: NewBinding = { kind: 'demo', providerId: null, model: DEMO_MODEL };

/** What somebody asks for, for a new agent. */
export interface WantedModel {
  /** `demo`, or the id of a provider of the workspace; absent: its default, or else the demo. */
  provider?: string;
  /** Absent: the provider's own default. */
  model?: string;
}

/**
 * Finds what a new agent is bound to, and holds its provider until the end of the transaction. The workspace is locked.
 * @throws DomainError `unknown_provider`, `provider_disabled`
 */
export async function chooseModel(
  manager: EntityManager,
  workspaceId: string,
  { provider, model }: WantedModel,
): Promise<NewBinding> {
  const id = provider === undefined ? await defaultProvider(manager, workspaceId) : provider;
  if (id === null || id === 'demo') return requireDemoModel(model);
  const found = isUuid(id) ? await held(manager, workspaceId, id.toLowerCase()) : null;
  if (!found) throw unknownProvider('provider');
  if (!found.enabled) throw providerDisabled('provider', found.name);
  return { kind: found.kind, providerId: found.id, model: model ?? found.defaultModel };
}

/**
 * What an agent is bound to, for a duplicate of it, its providers held.
 * @throws DomainError `unknown_provider` when one of them goes at this moment
 */
export async function bindingOf(
  manager: EntityManager,
  { id, workspaceId }: Pick<Agent, 'id' | 'workspaceId'>,
): Promise<NewBinding> {
  const row = await manager.findOneByOrFail(AgentModel, { agentId: id });
  const { providerId, model, fallbacks, delivery, loopAction, loopTimes, loopMinutes } = row;
  const ids = [providerId, ...fallbacks.map((one) => one.providerId)];
  const providers = await holdProviders(manager, workspaceId, ids);
  const kind = (providerId !== null && providers.get(providerId)?.kind) || 'demo';
  return { kind, providerId, model, fallbacks, delivery, loopAction, loopTimes, loopMinutes };
}

function requireDemoModel(model: string = DEMO_MODEL): NewBinding {
  if (model === DEMO_MODEL) return DEMO;
  throw unknownDemoModel('model');
}

/** @param path of the field that names a model which the built-in demo does not have */
export function unknownDemoModel(path: string): DomainError {
  const message = `The built-in demo has one model: ${DEMO_MODEL}.`;
  return validationFailed([{ path, code: 'unknown_model', message }]);
}

/** @param path of the field that names it */
export function unknownProvider(path: string): DomainError {
  const message = 'This workspace has no such provider.';
  const errors = [{ path, code: 'unknown_provider', message }];
  return new DomainError('unknown_provider', message, { errors });
}

/** @param path of the field that names it */
export function providerDisabled(path: string, name: string): DomainError {
  const message = `The provider “${name}” is switched off. Switch it on, or choose another.`;
  const errors = [{ path, code: 'provider_disabled', message }];
  return new DomainError('provider_disabled', message, { errors });
}

async function defaultProvider(manager: EntityManager, workspaceId: string): Promise<string | null> {
  const found = await manager.findOneBy(ModelProvider, { workspaceId, isDefault: true });
  return found?.id ?? null;
}

async function held(manager: EntityManager, workspaceId: string, id: string): Promise<ModelProvider | null> {
  const lock = { mode: 'pessimistic_read' } as const;
  return manager.findOne(ModelProvider, { where: { id, workspaceId }, lock });
}
