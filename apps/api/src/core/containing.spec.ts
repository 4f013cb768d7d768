import { containing } from './containing';

describe('containing', () => {
  it('takes the signs of a pattern for themselves', () => {
    expect(containing('50%_\\')).toBe('%50\\%\\_\\\\%');
  });

  it('is no pattern when nothing is looked for', () => {
    expect([containing(''), containing(undefined)]).toEqual([null, null]);
  });
});
