import { DEMO_MODEL, DomainError, type ModelDelivery, type ModelProviderId } from '@nora/contracts';
import type { ModelChoice, ModelProvider } from '@nora/domain';
import { validationFailed } from '@nora/http-kit';
import { providerDisabled, unknownDemoModel } from './choose-model';
import { shapesOf } from './provider-words';

/** What an agent is to be bound to. */
export interface WantedBinding extends ModelChoice {
  fallbacks: readonly ModelChoice[];
  delivery: ModelDelivery;
}

/** Providers by id. */
export type Providers = ReadonlyMap<string, Pick<ModelProvider, 'kind' | 'enabled' | 'name'>>;

/** @returns the kind of a choice's provider */
export function kindOf({ providerId }: ModelChoice, providers: Providers): ModelProviderId {
  return (providerId !== null && providers.get(providerId)?.kind) || 'demo';
}

/**
 * Makes sure that what an agent is to be bound to goes together.
 * @param providers those that it names
 * @throws DomainError `provider_disabled`, `unsupported_combination`, `validation_failed`
 */
export function requireFitting(wanted: WantedBinding, providers: Providers): void {
  const choices = [wanted, ...wanted.fallbacks];
  const pathOf = (index: number) => (index === 0 ? '' : `fallbacks.${index - 1}.`);
  const [shape] = shapesOf(kindOf(wanted, providers));
  for (const [index, choice] of choices.entries()) {
    const provider = choice.providerId === null ? null : providers.get(choice.providerId);
    if (provider && !provider.enabled) throw providerDisabled(`${pathOf(index)}providerId`, provider.name);
    if (!provider && choice.model !== DEMO_MODEL) throw unknownDemoModel(`${pathOf(index)}model`);
    if (!shapesOf(kindOf(choice, providers)).includes(shape)) {
      const message = `A fallback must be talked to as the first choice is (${shape}), since calls are passed on as they came.`;
      throw unsupported(`${pathOf(index)}providerId`, message);
    }
    const same = choices.findIndex(
      ({ providerId, model }) => providerId === choice.providerId && model === choice.model,
    );
    if (same !== index) {
      const message = 'This model is asked already.';
      throw validationFailed([{ path: `${pathOf(index)}model`, code: 'named_twice', message }]);
    }
  }
  if (wanted.delivery === 'direct') requireDirect(wanted);
}

function requireDirect({ providerId, fallbacks }: WantedBinding): void {
  if (providerId === null) throw unsupported('delivery', 'The built-in demo is reached through Nora alone.');
  if (fallbacks.length === 0) return;
  throw unsupported(
    'fallbacks',
    'Fallbacks need Nora in between: a runtime that holds the key calls its provider itself.',
  );
}

function unsupported(path: string, message: string): DomainError {
  const errors = [{ path, code: 'unsupported_combination', message }];
  return new DomainError('unsupported_combination', message, { errors });
}
