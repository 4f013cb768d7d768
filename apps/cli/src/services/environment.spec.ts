import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  DatabaseSettings,
  EncryptionSettings,
  HttpSettings,
  readSettings,
  RedisSettings,
  RuntimeSettings,
  SecretSettings,
} from '@nora/config';
import { newEncryptionKey, writeKeyFile } from '@nora/crypto';
import type { InstanceSecrets } from '../instance/secrets';
import { programEnvironment } from './environment';
import type { EnvironmentInput } from './environment';

describe('programEnvironment', () => {
  let keyFile: string;

  beforeAll(() => {
    keyFile = join(mkdtempSync(join(tmpdir(), 'nora-environment-')), 'encryption.keys');
    writeKeyFile(keyFile, [newEncryptionKey()]);
  });

  afterAll(() => rmSync(join(keyFile, '..'), { recursive: true }));

  const secrets: InstanceSecrets = {
    jwtSecret: 'kQ3vN8wXyZ1aB5cD7eF9gH2jK4mP6rT8',
    apiKeyHashSecret: 'pX7mC2vK9nQ4sW8zR1tY6uB3eF5gH0jL',
    inviteSecret: 'wE8rT2yU5iO9pA3sD7fG1hJ4kL6zX0cV',
    claimToken: 'cT4kP9mX2vB7nQ5sW8zR',
    installationId: 'nora-0123456789ab',
    postgresPassword: 'p',
    redisPassword: 'r',
  };

  const input = (changes: Partial<EnvironmentInput> = {}): EnvironmentInput => ({
    inherited: { PATH: '/usr/bin' },
    secrets,
    encryptionKeys: keyFile,
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
    for (const program of ['api', 'provisioner-worker', 'backup-worker'] as const) {
      const environment = programEnvironment(program, input());
      const [database, http, encryption, runtime] = readSettings<
        [DatabaseSettings, HttpSettings, EncryptionSettings, RuntimeSettings, RedisSettings]
      >(environment, DatabaseSettings, HttpSettings, EncryptionSettings, RuntimeSettings, RedisSettings);
      expect(database.autoMigrate).toBe(program === 'api');
      expect(http.publicUrl).toBe('http://localhost:8080');
      expect(encryption.keyFile).toBe(keyFile);
      expect(runtime).toMatchObject({
        targets: ['docker', 'process'],
        listenerHosts: ['127.0.0.1', '172.17.0.1'],
        listenerUrlDocker: 'http://172.17.0.1:3',
        listenerUrlProcess: 'http://127.0.0.1:3',
      });
    }
  });

  it('tells what signs sessions and hashes tokens to the API alone, wherever it comes from', () => {
    const names = ['JWT_SECRET', 'NORA_API_KEY_HASH_SECRET', 'NORA_WORKSPACE_INVITE_SECRET'];
    const [secretsOfApi] = readSettings<[SecretSettings]>(programEnvironment('api', input()), SecretSettings);
    expect(secretsOfApi).toMatchObject({
      ...{ jwtSecret: secrets.jwtSecret, apiKeyHashSecret: secrets.apiKeyHashSecret },
      inviteSecret: secrets.inviteSecret,
    });
    const inherited = Object.fromEntries(names.map((name) => [name, `${name} of the operator himself`]));
    expect(programEnvironment('api', input({ inherited }))).toMatchObject(inherited);
    for (const program of ['provisioner-worker', 'backup-worker'] as const) {
      const known = Object.keys(programEnvironment(program, input({ inherited })));
      expect(known.filter((name) => names.includes(name))).toEqual([]);
    }
  });

  it("takes the operator's own encryption keys, and never mixes them with those of the instance", () => {
    const key = { ENCRYPTION_KEY: 'a key of the operator', ENCRYPTION_KEYS_OLD: 'another' };
    expect(programEnvironment('api', input({ inherited: key }))).toMatchObject({
      ...key,
      ENCRYPTION_KEY_FILE: '',
    });
    const file = programEnvironment('api', input({ inherited: { ENCRYPTION_KEY_FILE: 'own.keys' } }));
    expect(file['ENCRYPTION_KEY_FILE']).toBe(resolve('own.keys'));
    expect(file['ENCRYPTION_KEY']).toBeUndefined();
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

  it('passes mail and the first administrator on to the API, and their secrets to nobody else', () => {
    const inherited = {
      ...{ SMTP_URL: 'smtp://nora:x@mail.example.com', MAIL_FROM: 'Nora <nora@example.com>' },
      ...{ DEFAULT_ADMIN_EMAIL: 'root@example.com', DEFAULT_ADMIN_PASSWORD: 'nine quiet herons land' },
    };
    expect(programEnvironment('api', input({ inherited }))).toMatchObject(inherited);
    for (const program of ['provisioner-worker', 'backup-worker'] as const) {
      const environment = programEnvironment(program, input({ inherited }));
      for (const name of ['SMTP_URL', 'DEFAULT_ADMIN_PASSWORD', 'NORA_CLAIM_TOKEN']) {
        expect(environment).not.toHaveProperty(name);
      }
    }
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
