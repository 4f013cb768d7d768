import { compareVersions, isVersion } from './versions';

describe('versions', () => {
  it('are in the order of Semantic Versioning', () => {
    // The example of SemVer 2.0, §11.4.3, and what follows from the rest of it.
    const ordered = [
      ...['0.9.10', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2'],
      ...['1.0.0-beta.11', '1.0.0-rc.1', '1.0.0', '1.2.0', '1.10.0', '10.0.0'],
    ];
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
    expect(compareVersions('1.0.0', '1.0.0')).toBe(0);
  });

  it.each(['1.0', 'v1.0.0', '01.0.0', '1.0.0+build', '1.0.0-', '1.0.0-a..b', ''])('refuses “%s”', (text) => {
    expect(isVersion(text)).toBe(false);
  });
});
