import { createProofForm, proofOf } from './proof-form';

describe('a proof', () => {
  it('is asked for in full', () => {
    const form = createProofForm({ password: true, code: true });
    expect(form.valid).toBe(false);
    form.setValue({ password: 'seven calm turbines hum', code: '123 456' });
    expect(form.valid).toBe(true);
    expect(proofOf(form)).toEqual({ password: 'seven calm turbines hum', code: '123456' });
  });

  it('holds nothing that is not asked for', () => {
    const form = createProofForm({ password: false, code: true });
    form.controls.code.setValue('abcde-fghij');
    expect(form.valid).toBe(true);
    expect(proofOf(form)).toEqual({ code: 'abcde-fghij' });
  });

  it('is complete at once where nothing is asked for', () => {
    const form = createProofForm({ password: false, code: false });
    expect(form.invalid).toBe(false);
    expect(proofOf(form)).toEqual({});
  });

  it('needs a code of the right length', () => {
    const form = createProofForm({ password: false, code: true });
    form.controls.code.setValue('12345');
    expect(form.invalid).toBe(true);
  });
});
