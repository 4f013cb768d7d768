import { type Upload, summaryOf, summaryWords } from './upload';

const upload = (part: Partial<Upload>): Upload => ({
  ...{ id: 1, agentId: 'a', root: 'workspace', path: 'x', sizeBytes: 100, sent: 0 },
  ...{ state: 'waiting', replaces: false, problem: null, ...part },
});

describe('summaryOf', () => {
  it('weighs files by their size, and leaves out what is not going to be sent', () => {
    const summary = summaryOf([
      upload({ state: 'done', sizeBytes: 300, sent: 300 }),
      upload({ state: 'sending', sizeBytes: 100, sent: 50 }),
      upload({ state: 'cancelled', sizeBytes: 9_000 }),
      upload({ state: 'failed', sizeBytes: 9_000, sent: 8_000 }),
      upload({ state: 'exists', sizeBytes: 9_000 }),
    ]);
    expect(summary).toEqual({ total: 5, done: 1, open: 1, exists: 1, failed: 1, percent: 87 });
    expect(summaryWords(summary)).toBe('1 of 5 uploaded, 1 exists already, 1 failed');
  });

  it('is complete with an empty file, and only then', () => {
    expect(summaryOf([upload({ sizeBytes: 0 })]).percent).toBe(0);
    expect(summaryOf([upload({ sizeBytes: 0, state: 'done' })]).percent).toBe(100);
    expect(summaryOf([]).percent).toBe(0);
  });

  it('does not say that something is complete while it is on its way', () => {
    expect(summaryOf([upload({ sizeBytes: 1_000, sent: 999, state: 'sending' })]).percent).toBe(99);
  });
});
