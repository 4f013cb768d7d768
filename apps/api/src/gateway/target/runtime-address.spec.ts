import { isRuntimeAddress, pinRuntimeAddress } from './runtime-address';

describe('isRuntimeAddress', () => {
  it.each(['127.0.0.1', '172.17.0.2', '10.1.2.3', '192.168.1.1', '::1', 'fd00::1'])(
    'accepts %s',
    (address) => {
      expect(isRuntimeAddress(address)).toBe(true);
    },
  );

  it.each([
    ...['0.0.0.0', '169.254.169.254', '224.0.0.1', '255.255.255.255', '100.100.100.200'],
    ...['::', 'fe80::1', 'ff02::1', '::ffff:169.254.169.254', '::ffff:0.0.0.0', '::169.254.169.254'],
    ...['64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::', '2001:0:a9fe:a9fe::', 'fd00:ec2::254', 'nora.example', ''],
  ])('refuses %s', (address) => {
    expect(isRuntimeAddress(address)).toBe(false);
  });
});

describe('pinRuntimeAddress', () => {
  it('turns a name into the one address that is connected to', async () => {
    await expect(pinRuntimeAddress({ host: 'localhost', port: 18_789 })).resolves.toEqual({
      host: expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
      port: 18_789,
    });
  });

  it.each([
    { host: '169.254.169.254', port: 18_789 },
    { host: '0x7f.1', port: 443 },
    { host: '127.0.0.1', port: 22 },
    { host: '127.0.0.1', port: 70_000 },
    { host: '127.0.0.1', port: 1_024.5 },
  ])('refuses %j', async (endpoint) => {
    await expect(pinRuntimeAddress(endpoint)).rejects.toMatchObject({ code: 'runtime_refused' });
  });

  it('says that a name leads nowhere', async () => {
    await expect(pinRuntimeAddress({ host: 'runtime.invalid', port: 18_789 })).rejects.toMatchObject({
      code: 'runtime_unreachable',
    });
  });
});
