import { DEMO_MODEL } from '@nora/contracts';
import type { ModelProvider, ModelProviderType } from '@nora/data-access';

/** What stands for the built-in demo in a field. */
export const DEMO = 'demo';

/** Somebody whose models an agent can talk to: the built-in demo, or a provider of the workspace. */
export interface ModelSource {
  /** {@link DEMO}, or the id of the provider. */
  id: string;
  label: string;
  /** What it is, for somebody who chooses. */
  description: string;
  /** How it is talked to. */
  shape: ModelProvider['shape'];
  enabled: boolean;
  isDefault: boolean;
  defaultModel: string;
}

/** All that can be chosen, the built-in demo first where it is known. */
export function modelSources(
  providers: readonly ModelProvider[],
  demo: ModelProviderType | null,
): readonly ModelSource[] {
  const own = providers.map(({ testFault, kindLabel, name, ...provider }) => ({
    ...{ id: provider.id, label: name, shape: provider.shape, enabled: provider.enabled },
    ...{ isDefault: provider.isDefault, defaultModel: provider.defaultModel },
    description: [
      `${kindLabel} · ${provider.defaultModel}`,
      ...(testFault === null ? [] : [`Its last test failed: ${testFault}`]),
    ].join('. '),
  }));
  return demo === null ? own : [demoSource(demo), ...own];
}

/** The provider that a field means, as the API names it. */
export function providerIdOf(id: string): string | null {
  return id === DEMO ? null : id;
}

/** The first choice for a new agent: the default of the workspace while it is switched on, or else the demo. */
export function usualSource(sources: readonly ModelSource[]): ModelSource | undefined {
  return (
    sources.find(({ isDefault, enabled }) => isDefault && enabled) ?? sources.find(({ enabled }) => enabled)
  );
}

function demoSource({ label, description, shapes }: ModelProviderType): ModelSource {
  const [shape = 'openai-chat'] = shapes;
  return {
    id: DEMO,
    label,
    description,
    shape,
    ...{ enabled: true, isDefault: false, defaultModel: DEMO_MODEL },
  };
}
