import { keyHintOf } from '@nora/contracts';
import { baseUrlOf, providerHeaders } from './provider-place';

describe('where a provider is', () => {
  it('is the address of its kind, unless there is another', () => {
    expect(baseUrlOf({ kind: 'openai', baseUrl: null })).toBe('https://api.openai.com/v1');
    expect(baseUrlOf({ kind: 'openai', baseUrl: 'https://eu.example.com/v1//' })).toBe(
      'https://eu.example.com/v1',
    );
    expect(baseUrlOf({ kind: 'ollama', baseUrl: null })).toBeNull();
  });
});

describe('the key of a provider', () => {
  it('goes into the header in which its API wants it, and into no other', () => {
    const accept = 'application/json';
    expect(providerHeaders({ kind: 'groq', apiKey: 'k' })).toEqual({ accept, authorization: 'Bearer k' });
    expect(providerHeaders({ kind: 'google', apiKey: 'k' })).toEqual({ accept, 'x-goog-api-key': 'k' });
    expect(providerHeaders({ kind: 'azure-foundry', apiKey: 'k' })).toEqual({ accept, 'api-key': 'k' });
    expect(providerHeaders({ kind: 'anthropic', apiKey: 'k' })).toEqual({
      ...{ accept, 'x-api-key': 'k', 'anthropic-version': '2023-06-01' },
    });
    expect(providerHeaders({ kind: 'ollama', apiKey: null })).toEqual({ accept });
  });

  it.each([
    ['sk-proj-0123456789abcdefwxyz', 'sk-…wxyz'],
    ['0123456789ab', '…ab'],
    ['short', '…'],
  ])('%s is shown as %s', (key, hint) => {
    expect(keyHintOf(key)).toBe(hint);
  });
});
