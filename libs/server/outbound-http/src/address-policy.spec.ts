import { AddressPolicy } from './address-policy';

describe('AddressPolicy', () => {
  const strict = new AddressPolicy([]);

  it.each([
    ...['8.8.8.8', '1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'],
    // Where DNS64 makes addresses of IPv4 ones, these are how the public internet is reached.
    ...['::ffff:8.8.8.8', '64:ff9b::8.8.8.8'],
  ])('lets %s be called', (address) => expect(strict.permits(address)).toBe(true));

  it.each([
    ...['', 'localhost', 'fe80::1%eth0', '2606:4700::1%1', '256.1.1.1'],
    ...['198.18.0.1', '192.0.2.1', '203.0.113.9', '192.88.99.1', '240.0.0.1', '255.255.255.255'],
    ...['4000::1', '::8.8.8.8', '2001:db8::1', '3fff::1', '100::1', '5f00::1', 'fec0::1'],
    ...['2606:4700::5efe:a00:1', '2606:4700::200:5efe:a00:1'],
  ])('does not let “%s” be called', (address) => expect(strict.permits(address)).toBe(false));

  it('opens what the allow-list names, however the address is written', () => {
    const policy = new AddressPolicy(['10.1.0.0/16', '127.0.0.1', 'fd12::/16', '::ffff:172.16.0.0/108']);
    for (const inside of [
      '10.1.2.3',
      '::ffff:10.1.2.3',
      '64:ff9b::a01:203',
      '127.0.0.1',
      'fd12::9',
      '172.16.5.5',
    ])
      expect([inside, policy.permits(inside)]).toEqual([inside, true]);
    for (const outside of ['10.2.0.1', '127.0.0.2', 'fd13::1', '::1', '192.168.0.1'])
      expect([outside, policy.permits(outside)]).toEqual([outside, false]);
  });

  it('never opens what tells a machine its credentials', () => {
    const policy = new AddressPolicy(['0.0.0.0/0', '::/0']);
    for (const address of [
      '169.254.169.254',
      '169.254.170.2',
      '::ffff:169.254.169.254',
      '64:ff9b::a9fe:a9fe',
    ])
      expect(policy.permits(address)).toBe(false);
    for (const address of ['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', 'fe80::1', '0.0.0.0', '::'])
      expect(policy.permits(address)).toBe(false);
    expect(policy.permits('10.0.0.1')).toBe(true);
  });
});
