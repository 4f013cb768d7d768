import { writeLike } from '@nora/ui';

import { levelOf, limitWords, scopeWords } from './budget-words';
import { sampleBudget } from './testing';

describe('words of a budget', () => {
  beforeEach(() => writeLike('en-US'));
  afterEach(() => writeLike(null));

  const spending = (spent: string, reserved = '0') => {
    const { window } = sampleBudget();
    return sampleBudget({ window: { ...window, spent, reserved } });
  };

  it.each([
    ['1', 20, 'Within'],
    ['2.5', 50, 'Over 50 %'],
    ['4.999', 99, 'Over 80 %'],
    ['5', 100, 'Used up'],
    ['6', 120, 'Used up'],
  ])('says of %s out of 5 that it is %d percent: %s', (spent, percent, word) => {
    const level = levelOf(spending(spent));
    expect([level.percent, level.look.word]).toEqual([percent, word]);
  });

  it('never draws more than the whole bar', () => {
    const { spent, reserved } = levelOf(spending('4', '3'));
    expect(spent + reserved).toBe(1);
    expect(levelOf(spending('9', '3'))).toMatchObject({ spent: 1, reserved: 0 });
  });

  it('calls a budget without any room used up once something was spent', () => {
    expect(levelOf(sampleBudget({ amount: '0' })).look.word).toBe('Used up');
  });

  it('says that it is off before anything else', () => {
    expect(levelOf({ ...spending('9'), enabled: false }).look.word).toBe('Off');
  });

  it('says how much of what is spent, and on whom it is', () => {
    expect(limitWords(sampleBudget())).toBe('$1.00 of $5.00 each day');
    const tokens = sampleBudget({ unit: 'tokens', amount: '20000.000000', period: 'total' });
    expect(limitWords(tokens)).toBe('1 of 20,000 tokens in total');
    expect(scopeWords(sampleBudget())).toBe('Whole workspace');
    expect(scopeWords(sampleBudget({ scope: 'agent', agentName: 'Night watch' }))).toBe('Night watch');
    expect(scopeWords(sampleBudget({ scope: 'installation' }))).toBe('Whole installation');
  });
});
