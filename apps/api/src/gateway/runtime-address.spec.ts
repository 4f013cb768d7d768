import { isRuntimeAddress, requireRuntimeHost } from './runtime-address';

describe('isRuntimeAddress', () => {
  it.each(['127.0.0.1', '172.17.0.2', '10.1.2.3', '192.168.1.1', '::1', 'fd00::1'])(
    'accepts %s',
    (address) => {
      expect(isRuntimeAddress(address)).toBe(true);
    },
  );

  it.each([
    ...['0.0.0.0', '169.254.169.254', '224.0.0.1', '255.255.255.255'],
    ...['::', 'fe80::1', 'ff02::1', '::ffff:169.254.169.254', '::ffff:0.0.0.0', 'nora.example', ''],
  ])('refuses %s', (address) => {
    expect(isRuntimeAddress(address)).toBe(false);
  });
});

describe('requireRuntimeHost', () => {
  it('leaves names to the look-up and refuses wrong addresses at once', () => {
    expect(() => requireRuntimeHost('runtime.example')).not.toThrow();
    expect(() => requireRuntimeHost('169.254.169.254')).toThrow(
      expect.objectContaining({ code: 'runtime_refused' }),
    );
  });
});
