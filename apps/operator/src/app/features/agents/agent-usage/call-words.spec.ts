import type { ModelCall } from '@nora/data-access';
import { writeLike } from '@nora/ui';

import { costWords, fellBack, timeWords, tokenWords } from './call-words';
import { sampleCall } from './testing';

describe('the words of a call', () => {
  beforeEach(() => writeLike('en-US'));
  afterEach(() => writeLike(null));

  const attempt = (providerId: string, model: string): ModelCall['attempts'][number] => ({
    ...{ providerId, model, kind: 'openai', status: 200, error: null, ms: 10 },
  });

  it('do not call free what nobody knows the price of', () => {
    expect(costWords(sampleCall({ costUsd: null, priceSource: 'unknown' }))).toBe('not known');
    expect(costWords(sampleCall({ costUsd: '0.000000', priceSource: 'free' }))).toBe('free');
    expect(costWords(sampleCall({ costUsd: '0.000120', priceSource: 'catalog' }))).toBe('$0.00012');
    expect(costWords(sampleCall({ costUsd: null, priceSource: 'unknown', outcome: 'refused' }))).toBe('–');
  });

  it('say of tokens which were cached and which went into thinking, where any did', () => {
    expect(tokenWords(sampleCall({ inputTokens: 1_200, cachedInputTokens: 800, outputTokens: 90 }))).toBe(
      '1,200 in (800 cached) · 90 out',
    );
    expect(tokenWords(sampleCall({ inputTokens: 5, outputTokens: 7, reasoningTokens: 4 }))).toBe(
      '5 in · 7 out (4 to think)',
    );
    expect(tokenWords(sampleCall({ inputTokens: null, outputTokens: null }))).toBeNull();
  });

  it('tell when the first word came only of what is streamed', () => {
    expect(timeWords(sampleCall({ latencyMs: 1_200, firstTokenMs: 300, streamed: true }))).toBe(
      '1.2 s, first word after 300 ms',
    );
    expect(timeWords(sampleCall({ latencyMs: 1_200, firstTokenMs: 300, streamed: false }))).toBe('1.2 s');
  });

  it('call it a fallback when another provider or model was asked, not when the same was asked twice', () => {
    expect(fellBack(sampleCall({ attempts: [] }))).toBe(false);
    expect(fellBack(sampleCall({ attempts: [attempt('a', 'm'), attempt('a', 'm')] }))).toBe(false);
    expect(fellBack(sampleCall({ attempts: [attempt('a', 'm'), attempt('b', 'm')] }))).toBe(true);
    expect(fellBack(sampleCall({ attempts: [attempt('a', 'm'), attempt('a', 'n')] }))).toBe(true);
  });
});
