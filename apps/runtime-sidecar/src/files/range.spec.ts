import { parseRange } from './range';

describe('parseRange', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=2-', { start: 2, end: 9 }],
    ['bytes=2-100', { start: 2, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-100', { start: 0, end: 9 }],
  ])('reads %s of ten bytes', (header, range) => {
    expect(parseRange(header, 10)).toEqual(range);
  });

  it.each([
    'bytes=',
    'bytes=-',
    'bytes=10-',
    'bytes=5-4',
    'bytes=-0',
    'bytes=0-1,3-4',
    'lines=0-1',
    'bytes=a-b',
    undefined,
  ])('sends the whole for %s', (header) => {
    expect(parseRange(header, 10)).toBeNull();
  });

  it('knows no range of nothing', () => {
    expect(parseRange('bytes=0-', 0)).toBeNull();
    expect(parseRange('bytes=-1', 0)).toBeNull();
  });
});
