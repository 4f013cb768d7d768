import { rowEnds } from './text-rows';

describe('rows of texts', () => {
  const rows = (columns: number, ...texts: string[]) => [
    ...rowEnds(
      texts.map((text) => ({ text })),
      columns,
    ),
  ];

  it('are as many as their places need, and add up', () => {
    expect(rows(10, '', 'x'.repeat(10), 'x'.repeat(11), 'x'.repeat(31))).toEqual([1, 2, 4, 8]);
    expect(rows(10)).toEqual([]);
  });

  it('count wide characters twice', () => {
    expect(rows(10, '漢字漢字漢')).toEqual([1]);
    expect(rows(10, '漢字漢字漢字')).toEqual([2]);
    expect(rows(2, '🙂')).toEqual([2]);
  });

  it('are at least one place wide', () => {
    expect(rows(-5, 'ok')).toEqual([2]);
  });
});
