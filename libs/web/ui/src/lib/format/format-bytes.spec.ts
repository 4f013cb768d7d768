import { formatBytes } from './format-bytes';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [1_023, '1,023 B'],
    [1_024, '1 KiB'],
    [1_536, '1.5 KiB'],
    [5 * 1_024 ** 2, '5 MiB'],
    [41_943_040, '40 MiB'],
    [3.25 * 1_024 ** 3, '3.3 GiB'],
    [5_000 * 1_024 ** 4, '5,000 TiB'],
  ])('writes %d as %s', (bytes, words) => expect(formatBytes(bytes)).toBe(words));
});
