import { ceilingCostOf, costOf, modelFacts, priceOf } from './pricing';

const OURS = {
  inputPerMillion: '2.500000',
  outputPerMillion: '10.000001',
  cachedInputPerMillion: '0.250000',
};
const USAGE = { inputTokens: 1_000_000, outputTokens: 1_000_000 };

describe('what a model costs', () => {
  it('is in the price list, by the name that the provider gives it', () => {
    const price = priceOf('openai', 'gpt-4o', null);
    expect(price).toMatchObject({
      source: 'catalog',
      input: '2.500000',
      output: '10.000000',
      cachedInput: '1.250000',
    });
    expect(price && costOf(price, USAGE)).toBe('12.500000');
    expect(price && costOf(price, { ...USAGE, cachedInputTokens: 400_000 })).toBe('12.000000');
    expect(modelFacts('openai', 'gpt-4o').contextWindow).toBeGreaterThan(100_000);
  });

  it('is what the workspace says where it says something, whole to the millionth', () => {
    const price = priceOf('openai', 'gpt-4o', OURS);
    expect(price?.source).toBe('workspace');
    expect(price && costOf(price, USAGE)).toBe('12.500001');
    expect(price && costOf(price, { inputTokens: 1, outputTokens: 0 })).toBe('0.000003');
    expect(price && costOf(price, { ...USAGE, cachedInputTokens: 1_000_000 })).toBe('10.250001');
    // Sums that no binary fraction holds.
    expect(price && costOf(price, { inputTokens: 3, outputTokens: 9_007_199_254 })).toBe('90072.001555');
  });

  it('is unknown for what nobody knows, and nothing for the demo', () => {
    expect(priceOf('openai-compatible', 'gpt-4o', null)).toBeNull();
    expect(priceOf('openai', 'no-such-model-9', null)).toBeNull();
    const demo = priceOf('demo', 'demo-1', null);
    expect([demo?.source, demo && costOf(demo, USAGE)]).toEqual(['free', '0.000000']);
  });

  it('is at most what a provider takes for putting all of the input into its cache', () => {
    const price = priceOf('anthropic', 'claude-sonnet-4-5', null);
    if (!price?.cacheWrite) throw new Error('the price list has no price of the cache');
    expect(Number(price.cacheWrite)).toBeGreaterThan(Number(price.input));
    const most = ceilingCostOf(price, { inputTokens: 10_000, outputTokens: 100 });
    const written = { inputTokens: 10_000, outputTokens: 100, cacheWriteTokens: 10_000 };
    expect(most).toBe(costOf(price, written));
  });

  it('counts no more from a cache than there was input', () => {
    const price = priceOf('anthropic', 'claude-sonnet-4-5', null);
    const usage = { inputTokens: 10, outputTokens: 0, cachedInputTokens: 500, cacheWriteTokens: 500 };
    expect(price && costOf(price, usage)).toBe(price && costOf(price, { ...usage, cachedInputTokens: 10 }));
  });
});
