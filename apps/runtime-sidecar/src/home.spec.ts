import { mkdtemp, readFile, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatewayHeaderName, renderBootstrap } from '@nora/runtime-contract';
import { sidecarCommandEnvironment, gatewayEnvironment } from './environment';
import { readRuntimeFiles } from './runtime-files';
import { LogFile } from './log-file';
import { receiveFiles } from './receive';

const secrets = { sidecarToken: 'sidecar-secret', gatewayToken: 'gateway-secret', modelKey: 'model-secret' };

describe('home of a runtime', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'nora-home-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  it('is read as Nora wrote it', async () => {
    const listen = { bind: 'loopback' as const, ports: { sidecar: 1, gateway: 2 } };
    const input = {
      agentId: 'a',
      agentName: 'Ada',
      target: 'process' as const,
      listen,
      noraUrl: 'http://n',
      controlPlaneAddresses: ['127.0.0.1'],
      secrets,
      model: { kind: 'demo' as const, model: 'demo-1', delivery: 'gateway' as const, baseUrl: null },
      variables: {},
    };
    await receiveFiles(home, renderBootstrap(input));
    await expect(readRuntimeFiles(home)).resolves.toMatchObject({
      contract: { agentId: 'a', listen },
      secrets,
    });
    expect((await stat(join(home, '.nora/secrets/model-key'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, '.nora/secrets'))).mode & 0o777).toBe(0o700);
  });

  it('replaces a file as a whole and leaves no draft behind', async () => {
    await receiveFiles(home, [{ path: 'a', content: 'old', mode: 0o644 }]);
    await receiveFiles(home, [{ path: 'a', content: 'new', mode: 0o600 }]);
    await expect(readFile(join(home, 'a'), 'utf8')).resolves.toBe('new');
    expect((await stat(join(home, 'a'))).mode & 0o777).toBe(0o600);
    await expect(readdir(home)).resolves.toEqual(['a']);
  });

  it.each(['../out', '/etc/x', '.', 'a/../../b'])('refuses to write %s', async (path) => {
    await expect(receiveFiles(home, [{ path, content: '', mode: 0o600 }])).rejects.toThrow('below the home');
  });

  it('says which file is missing, and no secret', async () => {
    await expect(readRuntimeFiles(home)).rejects.toThrow('contract.json');
  });

  it('does not write its log through a link', async () => {
    await symlink('/dev/null', join(home, 'runtime.log'));
    expect(() => new LogFile(join(home, 'runtime.log'))).toThrow('ELOOP');
  });

  it('turns its log over at the limit', async () => {
    const path = join(home, 'runtime.log');
    const log = new LogFile(path, 60);
    for (const text of ['one', 'two', 'three'])
      log.write({ at: '2026-01-01T00:00:00.000Z', stream: 'stdout', text });
    log.close();
    await expect(readFile(path, 'utf8')).resolves.toBe('2026-01-01T00:00:00.000Z stdout three\n');
    await expect(readFile(`${path}.1`, 'utf8')).resolves.toBe('2026-01-01T00:00:00.000Z stdout two\n');
  });
});

describe('environment', () => {
  const places = { home: '/home/node', runtime: '/opt/runtime', temp: '/tmp' };

  it('hands secrets to the gateway and to nothing else', () => {
    expect(gatewayEnvironment(places, 'a', { secrets, variables: {} })).toMatchObject({
      NORA_GATEWAY_HEADER: gatewayHeaderName('gateway-secret'),
      NORA_MODEL_KEY: 'model-secret',
      OPENCLAW_STATE_DIR: '/home/node/.openclaw',
    });
    const commands = Object.values(sidecarCommandEnvironment(places, 'a')).join();
    for (const secret of [...Object.values(secrets), gatewayHeaderName('gateway-secret')]) {
      expect(commands).not.toContain(secret);
    }
    const gateway = Object.values(gatewayEnvironment(places, 'a', { secrets, variables: {} })).join();
    for (const secret of ['sidecar-secret', 'gateway-secret']) expect(gateway).not.toContain(secret);
  });
});
