import {
  DatabaseSettings,
  EncryptionSettings,
  HttpSettings,
  readSettings,
  RedisSettings,
  RuntimeSettings,
  SecretSettings,
} from '@nora/config';
import { formatEncryptionKey, newEncryptionKey } from '@nora/crypto';
import type { InstanceSecrets } from '../instance/secrets';
import { programEnvironment } from './environment';
import type { EnvironmentInput } from './environment';

describe('programEnvironment', () => {
  const secrets: InstanceSecrets = {
    jwtSecret: 'kQ3vN8wXyZ1aB5cD7eF9gH2jK4mP6rT8',
    encryptionKey: formatEncryptionKey(newEncryptionKey()),
    claimToken: 'cT4kP9mX2vB7nQ5sW8zR',
    installationId: 'nora-0123456789ab',
    postgresPassword: 'p',
    redisPassword: 'r',
  };

  const input = (changes: Partial<EnvironmentInput> = {}): EnvironmentInput => ({
    inherited: { PATH: '/usr/bin' },
    secrets,
    databaseUrl: 'postgres://nora:x@127.0.0.1:1/nora',
    redisUrl: 'redis://:x@127.0.0.1:2',
    port: 8080,
    dataDirectory: '/data',
    uiRoot: '/dist/apps',
    targets: ['docker', 'process'],
    runtimeListener: { port: 3, dockerHostAddress: '172.17.0.1' },
    ...changes,
  });

  it('gives every program settings that are valid', () => {
    const types = [
      ...([DatabaseSettings, RedisSettings, HttpSettings] as const),
      ...([SecretSettings, EncryptionSettings, RuntimeSettings] as const),
    ] as const;
    for (const program of ['api', 'provisioner-worker', 'backup-worker'] as const) {
      const [database, , http, , , runtime] = readSettings<
        [DatabaseSettings, RedisSettings, HttpSettings, SecretSettings, EncryptionSettings, RuntimeSettings]
      >(programEnvironment(program, input()), ...types);
      expect(database.autoMigrate).toBe(program === 'api');
      expect(http.publicUrl).toBe('http://localhost:8080');
      expect(runtime).toMatchObject({
        targets: ['docker', 'process'],
        listenerHosts: ['127.0.0.1', '172.17.0.1'],
        listenerUrlDocker: 'http://172.17.0.1:3',
        listenerUrlProcess: 'http://127.0.0.1:3',
      });
    }
  });

  it('shows containers the host by name where its address is not known', () => {
    const { RUNTIME_LISTENER_HOSTS, RUNTIME_LISTENER_URL_DOCKER } = programEnvironment(
      'api',
      input({ runtimeListener: { port: 3, dockerHostAddress: null } }),
    );
    expect(RUNTIME_LISTENER_HOSTS).toBe('127.0.0.1');
    expect(RUNTIME_LISTENER_URL_DOCKER).toBe('http://host.docker.internal:3');
  });

  it('tells the claim token to the API alone, wherever it comes from', () => {
    const inherited = { NORA_CLAIM_TOKEN: 'a-token-of-the-operator' };
    expect(programEnvironment('api', input())['NORA_CLAIM_TOKEN']).toBe(secrets.claimToken);
    expect(programEnvironment('api', input({ inherited }))['NORA_CLAIM_TOKEN']).toBe(
      'a-token-of-the-operator',
    );
    expect(programEnvironment('backup-worker', input({ inherited }))).not.toHaveProperty('NORA_CLAIM_TOKEN');
  });

  it("takes the operator's own secrets and address, but never his PORT or HOST", () => {
    const inherited = {
      JWT_SECRET: 'the-secret-of-the-operator-itself',
      PUBLIC_URL: 'https://nora.example.org',
      PORT: '1',
      HOST: 'laptop',
    };
    expect(programEnvironment('api', input({ inherited }))).toMatchObject({
      JWT_SECRET: 'the-secret-of-the-operator-itself',
      PUBLIC_URL: 'https://nora.example.org',
      PORT: '8080',
      HOST: '127.0.0.1',
    });
  });
});
