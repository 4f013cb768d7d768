import { MODEL_PROVIDER_KIND_IDS, MODEL_PROVIDER_KINDS } from '@nora/contracts';
import { openclawModel, type RuntimeModel } from './openclaw-model';

const NORA = 'http://nora:8081';
const model = (more: Partial<RuntimeModel>): RuntimeModel => ({
  ...{ kind: 'openai', model: 'gpt-x', delivery: 'gateway', baseUrl: null },
  ...more,
});

describe('openclawModel', () => {
  it.each([
    ['demo', 'openai-completions', `${NORA}/llm/v1`],
    ['openai', 'openai-completions', `${NORA}/llm/v1`],
    ['anthropic', 'anthropic-messages', `${NORA}/llm`],
    ['google', 'google-generative-ai', `${NORA}/llm/v1beta`],
  ] as const)('has %s talked to as %s, at Nora alone', (kind, api, baseUrl) => {
    const told = openclawModel(model({ kind, baseUrl: 'https://provider.example/v1' }), NORA);
    expect(told).toMatchObject({ provider: 'nora', modelId: 'default', settings: { api, baseUrl } });
    expect(JSON.stringify(told)).not.toMatch(/provider\.example|gpt-x/);
  });

  it('tells a runtime nothing new when its model is another one of the same shape', () => {
    const told = MODEL_PROVIDER_KIND_IDS.filter(
      (kind) => MODEL_PROVIDER_KINDS[kind].shapes[0] === 'openai-chat',
    ).map((kind) => openclawModel(model({ kind, model: `model of ${kind}` }), NORA));
    for (const other of told) expect(other).toEqual(openclawModel(model({ kind: 'demo' }), NORA));
  });

  it.each([
    ['openai', null, 'https://api.openai.com/v1'],
    ['anthropic', null, 'https://api.anthropic.com'],
    ['openai-compatible', 'http://models.example:8000/v1/', 'http://models.example:8000/v1'],
  ] as const)('sends %s of direct delivery to the provider itself', (kind, baseUrl, expected) => {
    expect(openclawModel(model({ kind, baseUrl, delivery: 'direct' }), NORA)).toMatchObject({
      ...{ provider: 'direct', modelId: 'gpt-x' },
      settings: { baseUrl: expected, apiKey: '${NORA_MODEL_KEY}' },
    });
  });

  it('shows the key where a provider looks for it', () => {
    const azure = model({ kind: 'azure-foundry', delivery: 'direct', baseUrl: 'https://a.example/v1' });
    expect(openclawModel(azure, NORA)).toMatchObject({
      settings: { headers: { 'api-key': '${NORA_MODEL_KEY}' } },
    });
  });

  it('says what is missing of a provider that has no address', () => {
    expect(() => openclawModel(model({ kind: 'ollama', delivery: 'direct' }), NORA)).toThrow('no base URL');
  });
});
