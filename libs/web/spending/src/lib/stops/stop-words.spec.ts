import { stopWords } from './stop-words';

describe('stopWords', () => {
  it('says who stopped whose models', () => {
    expect(stopWords({ kind: 'kill', scope: 'workspace' })).toBe(
      'Somebody stopped the models of the whole workspace',
    );
    expect(stopWords({ kind: 'loop', scope: 'agent' })).toContain('guard against loops');
    expect(stopWords({ kind: 'budget', scope: 'installation' })).toContain('whole installation');
  });
});
