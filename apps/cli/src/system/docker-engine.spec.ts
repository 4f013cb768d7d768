import { firstAddressOf } from './docker-engine';

describe('firstAddressOf', () => {
  it('is where a bridge without a stated gateway has the host', () => {
    expect(firstAddressOf('172.17.0.0/16')).toBe('172.17.0.1');
    expect(firstAddressOf('fd00::/64')).toBeUndefined();
  });
});
