import { parseCidr } from './cidr';

describe('parseCidr', () => {
  it.each([
    ['192.0.2.0/24', { address: '192.0.2.0', prefix: 24, family: 'ipv4' }],
    ['192.0.2.7', { address: '192.0.2.7', prefix: 32, family: 'ipv4' }],
    ['2001:db8::/32', { address: '2001:db8::', prefix: 32, family: 'ipv6' }],
    ['::1', { address: '::1', prefix: 128, family: 'ipv6' }],
    ['0.0.0.0/0', { address: '0.0.0.0', prefix: 0, family: 'ipv4' }],
  ])('reads %s', (text, expected) => {
    expect(parseCidr(text)).toEqual(expected);
  });

  it.each([
    ...['', 'localhost', '192.0.2.0/33', '192.0.2.0/-1', '192.0.2.0/', '192.0.2.0/24/8', '192.0.2.256'],
    ...['2001:db8::/129', 'fe80::1%eth0', '192.0.2.0/2 4', '0x7f.1', '3232235521', ' 192.0.2.1'],
  ])('refuses “%s”', (text) => {
    expect(parseCidr(text)).toBeNull();
  });
});
