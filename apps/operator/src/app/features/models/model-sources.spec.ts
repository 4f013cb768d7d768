import type { ModelProviderType } from '@nora/data-access';

import { sampleProvider } from '../../../testing/samples';
import { DEMO, modelSources, providerIdOf, usualSource } from './model-sources';

const DEMO_TYPE = {
  ...{ id: 'demo', label: 'Demo', description: 'Needs no key.', key: 'none', shapes: ['openai-chat'] },
} as unknown as ModelProviderType;

describe('modelSources', () => {
  it('has the built-in demo first, once it is known', () => {
    const providers = [sampleProvider({ id: 'ours' })];
    expect(modelSources(providers, DEMO_TYPE).map(({ id }) => id)).toEqual([DEMO, 'ours']);
    expect(modelSources(providers, null).map(({ id }) => id)).toEqual(['ours']);
  });

  it('says of a provider what it is, and why it failed when it was tested last', () => {
    const [fine, broken] = modelSources(
      [sampleProvider(), sampleProvider({ testFault: 'No such host.' })],
      null,
    );
    expect(fine?.description).toBe('OpenAI · gpt-4.1-mini');
    expect(broken?.description).toBe('OpenAI · gpt-4.1-mini. Its last test failed: No such host.');
  });
});

describe('usualSource', () => {
  it.each([
    [true, 'ours'],
    [false, DEMO],
  ])('is the default of the workspace while it is switched on (%p): %s', (enabled, id) => {
    const providers = [
      sampleProvider({ id: 'other' }),
      sampleProvider({ id: 'ours', isDefault: true, enabled }),
    ];
    expect(usualSource(modelSources(providers, DEMO_TYPE))?.id).toBe(id);
  });
});

describe('providerIdOf', () => {
  it('names no provider for the demo', () => {
    expect([providerIdOf(DEMO), providerIdOf('ours')]).toEqual([null, 'ours']);
  });
});
