import { DomainError } from '@nora/contracts';
import type { ModelProvider } from '@nora/domain';
import { changed, requireComplete, usualAsNull } from './provider-facts';

const KEY = 'sk-right-key-0123456789abcdef9f2c';
const BEFORE = {
  ...{ kind: 'openai', name: 'Ours', baseUrl: null, keyHint: 'sk-…9f2c', keyChangedAt: new Date(0) },
  ...{ enabled: true, isDefault: false, defaultModel: 'small' },
} as unknown as ModelProvider;
const change = (body: object, before = BEFORE, key: string | null = KEY) =>
  changed(before, key, { skipTest: false, ...body });
const refusalOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error.extra.errors;
    throw error;
  }
  return null;
};

describe('a change of a provider', () => {
  it('keeps what is not named, and asks for no test where calls stay as they are', () => {
    const { facts, apiKey, isOther, isElsewhere } = change({ name: 'Theirs', enabled: false });
    expect(facts).toMatchObject({
      name: 'Theirs',
      enabled: false,
      defaultModel: 'small',
      keyHint: 'sk-…9f2c',
    });
    expect([apiKey, isOther, isElsewhere]).toEqual([KEY, false, false]);
  });

  it('is to be tested with another model, and is somewhere else with another key', () => {
    expect(change({ defaultModel: 'large' })).toMatchObject({ isOther: true, isElsewhere: false });
    const rotated = change({ apiKey: 'sk-new-key-0123456789abcdef0000' });
    expect(rotated).toMatchObject({ isOther: true, isElsewhere: true, facts: { keyHint: 'sk-…0000' } });
    expect(rotated.facts.keyChangedAt?.getTime()).toBeGreaterThan(0);
  });

  it('is none when the same key or the same address is given again', () => {
    const { facts, isOther } = change({ apiKey: KEY, baseUrl: 'https://api.openai.com/v1/' });
    expect([isOther, facts.keyChangedAt, facts.baseUrl]).toEqual([false, new Date(0), null]);
  });

  it('of the address takes the key anew', () => {
    const baseUrl = 'https://thief.example.com/v1';
    expect(refusalOf(() => change({ baseUrl }))).toEqual([expect.objectContaining({ path: 'apiKey' })]);
    expect(change({ baseUrl, apiKey: KEY })).toMatchObject({ isElsewhere: true, facts: { baseUrl } });
  });

  it('does not take away what the kind needs', () => {
    expect(refusalOf(() => change({ apiKey: null }))).toEqual([expect.objectContaining({ path: 'apiKey' })]);
    const own = { ...BEFORE, kind: 'ollama', baseUrl: 'http://models.lan/v1' } as ModelProvider;
    expect(change({ apiKey: null }, own)).toMatchObject({ apiKey: null, facts: { keyHint: null } });
    expect(refusalOf(() => change({ apiKey: null, baseUrl: null }, own))).toEqual([
      expect.objectContaining({ path: 'baseUrl' }),
    ]);
  });
});

describe('a provider', () => {
  it('is told all that it misses at once', () => {
    const place = { kind: 'azure-foundry', baseUrl: null, apiKey: null } as const;
    expect(refusalOf(() => requireComplete(place))).toEqual([
      expect.objectContaining({ path: 'baseUrl', code: 'required' }),
      expect.objectContaining({ path: 'apiKey', code: 'required' }),
    ]);
  });

  it('keeps the usual address as none', () => {
    expect(usualAsNull('groq', 'https://api.groq.com/openai/v1/')).toBeNull();
    expect(usualAsNull('groq', 'https://api.groq.com/v1/')).toBe('https://api.groq.com/v1');
    expect(usualAsNull('groq', undefined)).toBeNull();
  });
});
