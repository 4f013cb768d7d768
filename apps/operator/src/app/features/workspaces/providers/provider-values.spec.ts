import type { ModelProviderType } from '@nora/data-access';

import { sampleProvider } from '../../../../testing/samples';
import { createProviderForm, judgeAnew, toChanges, toNewProvider, toTrial } from './provider-values';

const kind = (part: Partial<ModelProviderType>): ModelProviderType => ({
  ...{ id: 'openai', label: 'OpenAI', description: '', maturity: 'ga', available: true },
  ...{ reason: null, reasonCode: null, baseUrl: 'https://api.openai.com/v1', needsBaseUrl: false },
  ...{ key: 'required', keysUrl: null, shapes: ['openai-chat'], ...part },
});
const KINDS = [
  kind({}),
  kind({ id: 'openai-compatible', baseUrl: null, needsBaseUrl: true, key: 'optional' }),
];
const kindOf = (id: string) => KINDS.find((one) => one.id === id);

describe('the form of a new provider', () => {
  const fresh = () => createProviderForm(null, kindOf);

  it('asks for a key or an address where the kind needs one', () => {
    const form = fresh();
    form.patchValue({ kind: 'openai', name: 'Ours', defaultModel: 'small' });
    judgeAnew(form);
    expect(form.controls.apiKey.valid).toBe(false);
    expect(form.controls.baseUrl.valid).toBe(true);
    form.patchValue({ kind: 'openai-compatible' });
    judgeAnew(form);
    expect(form.controls.apiKey.valid).toBe(true);
    expect(form.controls.baseUrl.valid).toBe(false);
    form.patchValue({ baseUrl: 'http://10.0.0.7:8000/v1' });
    expect(form.valid).toBe(true);
  });

  it.each([
    ['ftp://models.example.com/v1', false],
    ['https://models.example.com/v1?key=x', false],
    ['models.example.com', false],
    [' https://models.example.com/v1 ', true],
    ['', true],
  ])('judges the address %p', (address, valid) => {
    const form = fresh();
    form.patchValue({ kind: 'openai', baseUrl: address });
    expect(form.controls.baseUrl.valid).toBe(valid);
  });

  it.each([
    ['sk-1234', true],
    [' sk-1234\n', true],
    ['sk 1234', false],
    ['sk-é', false],
  ])('judges the key %p', (key, valid) => {
    const form = fresh();
    form.patchValue({ kind: 'openai', apiKey: key });
    expect(form.controls.apiKey.valid).toBe(valid);
  });

  it('tries out what is there, without a model that nobody has named yet', () => {
    const form = fresh();
    form.patchValue({ kind: 'openai', apiKey: ' sk-1 ' });
    expect(toTrial(form)).toEqual({ kind: 'openai', baseUrl: null, apiKey: 'sk-1' });
  });

  it('sends what was said, trimmed', () => {
    const form = fresh();
    form.patchValue({
      kind: 'openai',
      name: ' Ours ',
      apiKey: 'sk-1',
      defaultModel: ' small ',
      isDefault: true,
    });
    expect(toNewProvider(form)).toEqual({
      ...{ kind: 'openai', name: 'Ours', baseUrl: null, apiKey: 'sk-1', defaultModel: 'small' },
      ...{ isDefault: true, skipTest: false },
    });
  });

  it('forgets what the server found wrong before, so that it can be asked again', () => {
    const form = fresh();
    form.patchValue({ kind: 'openai', name: 'Ours', apiKey: 'sk-1', defaultModel: 'small' });
    form.controls.apiKey.setErrors({ server: 'It does not take this key.' });
    judgeAnew(form);
    expect(form.valid).toBe(true);
  });
});

describe('the form of a provider that is set up', () => {
  const provider = sampleProvider();

  it('changes nothing unless something was changed, and never sends a key that was not given', () => {
    const form = createProviderForm(provider, kindOf);
    expect(form.valid).toBe(true);
    expect(toChanges(form, provider)).toEqual({ skipTest: false });
    form.patchValue({ name: 'Other', defaultModel: 'large' });
    expect(toChanges(form, provider)).toEqual({ name: 'Other', defaultModel: 'large', skipTest: false });
  });

  it('takes an empty address for the usual one', () => {
    const own = sampleProvider({ baseUrl: 'https://proxy.example.com/v1', usualBaseUrl: false });
    const form = createProviderForm(own, kindOf);
    expect(form.controls.baseUrl.value).toBe(own.baseUrl);
    form.patchValue({ baseUrl: '', apiKey: 'sk-2' });
    expect(toChanges(form, own)).toEqual({ baseUrl: null, apiKey: 'sk-2', skipTest: false });
  });
});
