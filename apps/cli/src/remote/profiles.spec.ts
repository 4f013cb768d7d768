import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect, originOf } from './connect';
import { EXIT } from './exit-codes';
import { Profiles, profilesPath } from './profiles';

const PROFILE = { url: 'https://nora.example', credential: 'nora_secret' };

describe('what is remembered of servers', () => {
  let directory: string;
  let profiles: Profiles;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'nora-profiles-'));
    profiles = new Profiles(join(directory, 'nora/config.json'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('is read by its owner alone, and leaves no draft', () => {
    profiles.keep('one', PROFILE);
    expect(statSync(profiles.path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(profiles.path))).toEqual(['config.json']);
    expect(profiles.find()).toEqual({ name: 'one', profile: PROFILE });
  });

  it('goes on with another one when the current one is forgotten', () => {
    profiles.keep('b', PROFILE);
    profiles.keep('a', PROFILE);
    profiles.forget('a');
    expect([profiles.current(), profiles.names()]).toEqual(['b', ['b']]);
    profiles.forget('b');
    expect(profiles.find()).toBeNull();
  });

  it('is refused with the way out when the file is broken', () => {
    profiles.keep('one', PROFILE);
    for (const text of ['{', '[]', '{"profiles":{"one":{"url":5}}}']) {
      writeFileSync(profiles.path, text);
      expect(() => profiles.find()).toThrow(/remove it and sign in again/);
    }
  });

  it('lies below XDG_CONFIG_HOME, when that is a whole path', () => {
    expect(profilesPath({ XDG_CONFIG_HOME: '/etc/xdg' })).toBe('/etc/xdg/nora/config.json');
    expect(profilesPath({ XDG_CONFIG_HOME: 'here' })).toMatch(/\.config\/nora\/config\.json$/);
  });

  describe('and who calls', () => {
    const call = (options: object, environment: NodeJS.ProcessEnv) => connect(options, environment, profiles);

    it('is the environment before the profile, unless a profile is named', () => {
      profiles.keep('one', { ...PROFILE, workspaceId: 'w1' });
      const given = { NORA_URL: 'https://other.example/', NORA_API_KEY: 'nora_other', NORA_WORKSPACE: 'w2' };
      expect(call({}, given)).toMatchObject({
        client: { url: 'https://other.example' },
        profile: null,
        workspace: 'w2',
      });
      expect(call({ profile: 'one' }, given)).toMatchObject({
        client: { url: PROFILE.url },
        workspace: 'w2',
      });
      expect(call({}, {})).toMatchObject({ profile: 'one', workspace: 'w1' });
    });

    it('never gives a credential to another server than the one it is of', () => {
      profiles.keep('one', PROFILE);
      expect(() => call({}, { NORA_URL: 'https://elsewhere.example' })).toThrow(
        /signed in to https:\/\/nora.example/,
      );
    });

    it('is told to sign in otherwise', () => {
      expect(() => call({}, {})).toThrow(expect.objectContaining({ exitCode: EXIT.unauthenticated }));
    });

    it.each(['nora.example', 'ftp://nora.example', 'https://me:secret@nora.example'])(
      'is not to be found at %s',
      (text) => {
        expect(() => originOf(text)).toThrow(expect.objectContaining({ exitCode: EXIT.usage }));
      },
    );
  });
});
