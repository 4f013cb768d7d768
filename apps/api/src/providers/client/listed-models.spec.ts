import { readListedModels } from './listed-models';

const only = { name: null, contextWindow: null, maxOutputTokens: null };

describe('a list of models', () => {
  it.each([
    ['openai', { object: 'list', data: [{ id: 'b' }, { id: 'a' }] }],
    ['together', [{ id: 'b' }, { id: 'a' }]],
    ['google', { models: [{ name: 'models/b' }, { name: 'models/a' }] }],
  ] as const)('of %s is read in order', (kind, body) => {
    expect(readListedModels(kind, body)).toEqual([
      { ...only, id: 'a' },
      { ...only, id: 'b' },
    ]);
  });

  it('tells the names and limits that each has in its own words', () => {
    const anthropic = { data: [{ id: 'claude-x', display_name: 'Claude X', type: 'model' }] };
    expect(readListedModels('anthropic', anthropic)?.[0]).toEqual({
      ...only,
      id: 'claude-x',
      name: 'Claude X',
    });
    const openrouter = {
      data: [{ id: 'a/b', name: 'A: B', context_length: 32_000, max_completion_tokens: 8_000 }],
    };
    expect(readListedModels('openrouter', openrouter)?.[0]).toEqual({
      ...{ id: 'a/b', name: 'A: B', contextWindow: 32_000, maxOutputTokens: 8_000 },
    });
    const google = {
      models: [
        {
          ...{ name: 'models/gemini-x', displayName: 'Gemini X' },
          ...{ inputTokenLimit: 1_000_000, outputTokenLimit: 64_000 },
          supportedGenerationMethods: ['generateContent', 'countTokens'],
        },
        { name: 'models/embedding-x', supportedGenerationMethods: ['embedContent'] },
      ],
    };
    expect(readListedModels('google', google)).toEqual([
      { id: 'gemini-x', name: 'Gemini X', contextWindow: 1_000_000, maxOutputTokens: 64_000 },
    ]);
  });

  it('names each model once, and leaves out what is no name of one', () => {
    const odd = [
      { id: 'a' },
      { id: 'a' },
      { id: 'with space' },
      { id: 'x'.repeat(201) },
      { id: '' },
      { id: 7 },
    ];
    const data = [...odd, {}, null, 'b', { id: 'line\nbreak' }];
    expect(readListedModels('openai', { data })).toEqual([{ ...only, id: 'a' }]);
  });

  it('believes no odd limits', () => {
    const data = [{ id: 'a', context_length: '128k', context_window: -1, max_output_tokens: 1.5 }];
    expect(readListedModels('openai', { data })).toEqual([{ ...only, id: 'a' }]);
  });

  it.each([null, 'models', {}, { data: {} }, { models: [] }])('is not found in %j', (body) => {
    expect(readListedModels('openai', body)).toBeNull();
  });
});
