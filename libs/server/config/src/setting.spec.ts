import { InvalidSettingsError, readSettings } from './setting';
import { DatabaseSettings, HttpSettings, SecretSettings } from './settings';

const KEY = Buffer.alloc(32, 7).toString('base64');

describe('readSettings', () => {
  it('lists every fault of every class at once', () => {
    const attempt = () =>
      readSettings(
        { PORT: 'eighty', JWT_SECRET: 'changeme' },
        DatabaseSettings,
        HttpSettings,
        SecretSettings,
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
    expect(() => readSettings(environment, DatabaseSettings, SecretSettings)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });

  it('gives defaults, and freezes what it read', () => {
    const environment = { JWT_SECRET: 'a-long-enough-and-random-secret-value', ENCRYPTION_KEY: KEY };
    const [http, secrets] = readSettings<[HttpSettings, SecretSettings]>(
      environment,
      HttpSettings,
      SecretSettings,
    );
    expect(http.port).toBe(8080);
    expect(secrets.encryptionKey).toHaveLength(32);
    expect(Object.isFrozen(http)).toBe(true);
  });
});
