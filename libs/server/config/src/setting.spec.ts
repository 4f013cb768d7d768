import { InvalidSettingsError, readSettings } from './setting';
import {
  DatabaseSettings,
  EncryptionSettings,
  FirstAdminSettings,
  HttpSettings,
  OauthSettings,
  SecretSettings,
} from './settings';

describe('readSettings', () => {
  it('lists every fault of every class at once', () => {
    const attempt = () =>
      readSettings(
        { PORT: 'eighty', JWT_SECRET: 'changeme' },
        DatabaseSettings,
        HttpSettings,
        SecretSettings,
        EncryptionSettings,
      );
    expect(attempt).toThrow(InvalidSettingsError);
    try {
      attempt();
    } catch (error) {
      const { faults } = error as InvalidSettingsError;
      expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
        'DATABASE_URL',
        'PORT',
        'JWT_SECRET',
        'ENCRYPTION_KEY',
      ]);
    }
  });

  it('never prints a value', () => {
    const environment = {
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      JWT_SECRET: 'short-hunter2',
      ENCRYPTION_KEY: 'hunter2',
    };
    expect(() => readSettings(environment, DatabaseSettings, SecretSettings, EncryptionSettings)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });

  it('gives defaults, and freezes what it read', () => {
    const environment = { JWT_SECRET: 'a-long-enough-and-random-secret-value' };
    const [http, secrets] = readSettings<[HttpSettings, SecretSettings]>(
      environment,
      HttpSettings,
      SecretSettings,
    );
    expect(http.port).toBe(8080);
    expect(secrets.claimToken).toBeNull();
    expect(Object.isFrozen(http)).toBe(true);
  });

  it('wants values that only go together all together', () => {
    const half = { OAUTH_GITHUB_CLIENT_ID: 'id', OAUTH_OIDC_ISSUER: 'https://id.example.com' };
    expect(() => readSettings(half, OauthSettings)).toThrow(
      expect.objectContaining({
        faults: [
          'OAUTH_GITHUB_CLIENT_SECRET is required where OAUTH_GITHUB_CLIENT_ID is set',
          'OAUTH_OIDC_CLIENT_ID is required where OAUTH_OIDC_ISSUER is set',
          'OAUTH_OIDC_CLIENT_SECRET is required where OAUTH_OIDC_ISSUER is set',
        ],
      }),
    );
    const whole = { OAUTH_GOOGLE_CLIENT_ID: 'id', OAUTH_GOOGLE_CLIENT_SECRET: 'secret' };
    expect(readSettings<[OauthSettings]>(whole, OauthSettings)[0].googleClientSecret).toBe('secret');
    expect(() => readSettings({}, OauthSettings)).not.toThrow();
  });

  it.each([
    ['https://id.example.com/tenant/', true],
    ['http://localhost:9000', true],
    ['http://127.0.0.1:9000/', true],
    ['http://[::1]:9000', true],
    ['http://id.example.com', false],
    ['http://127.0.0.1.example.com', false],
    ['http://localhost.example.com', false],
    ['ftp://127.0.0.1', false],
  ])('takes an identity provider at %s: %s', (OAUTH_OIDC_ISSUER, accepted) => {
    const environment = { OAUTH_OIDC_ISSUER, OAUTH_OIDC_CLIENT_ID: 'id', OAUTH_OIDC_CLIENT_SECRET: 'secret' };
    const attempt = expect(() => readSettings(environment, OauthSettings));
    if (accepted) attempt.not.toThrow();
    else attempt.toThrow(/OAUTH_OIDC_ISSUER must/);
  });

  it('takes a first administrator with both, an address and a password that is none of everybody’s', () => {
    const email = 'Admin@Example.com';
    const [admin] = readSettings<[FirstAdminSettings]>(
      { DEFAULT_ADMIN_EMAIL: email, DEFAULT_ADMIN_PASSWORD: 'nine quiet herons land' },
      FirstAdminSettings,
    );
    expect(admin.email).toBe('admin@example.com');
    expect(() => readSettings({}, FirstAdminSettings)).not.toThrow();
    const wrong: [Record<string, string>, RegExp][] = [
      [{ DEFAULT_ADMIN_EMAIL: email }, /DEFAULT_ADMIN_PASSWORD is required/],
      [{ DEFAULT_ADMIN_PASSWORD: 'nine quiet herons land' }, /DEFAULT_ADMIN_EMAIL is required/],
      ...['short', 'change-me-please', 'aaaaaaaaaaaaaa', 'adminadminadmin', `x${'yz'.repeat(70)}`].map(
        (DEFAULT_ADMIN_PASSWORD): [Record<string, string>, RegExp] => [
          { DEFAULT_ADMIN_EMAIL: email, DEFAULT_ADMIN_PASSWORD },
          /DEFAULT_ADMIN_PASSWORD (must|is a)/,
        ],
      ),
      ...['admin', 'a@b', 'a@b.test, c@d.test', `${'a'.repeat(250)}@b.test`].map(
        (DEFAULT_ADMIN_EMAIL): [Record<string, string>, RegExp] => [
          { DEFAULT_ADMIN_EMAIL, DEFAULT_ADMIN_PASSWORD: 'nine quiet herons land' },
          /DEFAULT_ADMIN_EMAIL must/,
        ],
      ),
    ];
    for (const [environment, fault] of wrong) {
      expect(() => readSettings(environment, FirstAdminSettings)).toThrow(fault);
    }
  });
});
