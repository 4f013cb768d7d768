import { deviceIcon, methodWord } from './session-words';

describe('words for sessions', () => {
  it.each([
    ['Chrome on Linux', 'computer'],
    ['Safari on iOS', 'mobile'],
    ['Chrome on Android', 'mobile'],
    ['curl', 'terminal'],
    ['Unknown device', 'terminal'],
  ])('%s is a %s', (device, icon) => {
    expect(deviceIcon(device)).toBe(icon);
  });

  it('call a provider as this server does', () => {
    const offers = {
      ...{ mail: false, needsFirstAdmin: false, signupEnabled: true },
      oauth: [{ id: 'oidc' as const, name: 'Acme' }],
      banner: null,
    };
    expect(methodWord('oidc', offers)).toBe('Acme');
    expect(methodWord('github', offers)).toBe('GitHub');
    expect(methodWord('password', null)).toBe('password');
  });
});
