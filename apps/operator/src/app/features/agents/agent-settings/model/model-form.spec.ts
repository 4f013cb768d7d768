import { sampleModel } from '../../../../../testing/samples';
import {
  createModelForm,
  directRefused,
  judgeAnew,
  moveFallback,
  sameBinding,
  toWantedModel,
} from './model-form';

const fallback = (providerId: string | null, model: string) => ({
  ...{ providerId, model, providerName: 'x', kind: 'openai' as const, enabled: true },
});

describe('the form of an agent’s model', () => {
  it('asks for what is there, unless something is changed', () => {
    const model = sampleModel({ fallbacks: [fallback('b', 'two'), fallback(null, 'demo-1')] });
    expect(toWantedModel(createModelForm(model))).toEqual({
      ...{ providerId: 'provider-1', model: 'gpt-4.1-mini', delivery: 'gateway' },
      fallbacks: [
        { providerId: 'b', model: 'two' },
        { providerId: null, model: 'demo-1' },
      ],
      loop: { action: 'event', times: 20, minutes: 10 },
    });
  });

  it('moves a fallback, and not beyond the ends', () => {
    const form = createModelForm(sampleModel({ fallbacks: [fallback('a', 'one'), fallback('b', 'two')] }));
    const order = () => form.getRawValue().fallbacks.map(({ providerId }) => providerId);
    moveFallback(form, 1, 0);
    expect(order()).toEqual(['b', 'a']);
    moveFallback(form, 0, -1);
    moveFallback(form, 1, 2);
    expect(order()).toEqual(['b', 'a']);
  });

  it.each([
    [{ providerId: 'demo', fallbacks: [] }, 'demo'],
    [{ providerId: 'a', fallbacks: [{}] }, 'Fallbacks'],
    [{ providerId: 'a', fallbacks: [] }, null],
  ])('hands the key over only to a runtime that asks one provider alone: %p', (values, word) => {
    if (word === null) expect(directRefused(values)).toBeNull();
    else expect(directRefused(values)).toContain(word);
  });

  it('takes the same binding for the same, whenever it was read', () => {
    const model = sampleModel();
    expect(sameBinding(model, { ...model, updatedAt: '2027-01-01T00:00:00.000Z' })).toBe(true);
    expect(sameBinding(model, { ...model, model: 'other' })).toBe(false);
    expect(sameBinding(model, null)).toBe(false);
  });

  it('can be sent again after the server found something wrong', () => {
    const form = createModelForm(sampleModel({ fallbacks: [fallback('b', 'two')] }));
    form.get('fallbacks.0.providerId')?.setErrors({ server: 'It is switched off.' });
    form.get('delivery')?.setErrors({ server: 'Not with this one.' });
    expect(form.valid).toBe(false);
    judgeAnew(form);
    expect(form.valid).toBe(true);
  });

  it.each([
    ['times', 1, false],
    ['times', 1_000, true],
    ['minutes', 0, false],
    ['minutes', 1.5, false],
  ] as const)('judges %s %d', (field, value, valid) => {
    const control = createModelForm(sampleModel()).controls.loop.controls[field];
    control.setValue(value);
    expect(control.valid).toBe(valid);
  });
});
