import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderBootstrap } from '@nora/runtime-contract';
import { gatewayEnvironment, sidecarCommandEnvironment } from './environment';
import { readRuntimeFiles } from './runtime-files';

describe('the variables of an agent', () => {
  const home = mkdtempSync(join(tmpdir(), 'nora-variables-'));
  const places = { home, runtime: '/runtime', temp: '/tmp' };
  const agentId = '01890000-0000-7000-8000-000000000001';

  beforeAll(() => {
    const files = renderBootstrap({
      ...{ agentId, agentName: 'Ada', target: 'docker', noraUrl: 'http://nora:8081' },
      ...{ listen: { bind: 'lan', ports: { sidecar: 9090, gateway: 18789 } }, controlPlaneAddresses: [] },
      secrets: { sidecarToken: 's', gatewayToken: 'g', modelKey: 'm' },
      model: { kind: 'demo', model: 'demo-1', delivery: 'gateway', baseUrl: null },
      variables: { GITHUB_TOKEN: 'two\nlines', HOME: '/elsewhere', NORA_MODEL_KEY: 'stolen' },
    });
    mkdirSync(join(home, '.nora/secrets'), { recursive: true });
    mkdirSync(join(home, '.openclaw'));
    for (const { path, content } of files) writeFileSync(join(home, path), content);
  });
  afterAll(() => rmSync(home, { recursive: true }));

  it('reach the gateway as they are, and replace nothing that it needs', async () => {
    const environment = gatewayEnvironment(places, agentId, await readRuntimeFiles(home));
    expect(environment).toMatchObject({ GITHUB_TOKEN: 'two\nlines', HOME: home, NORA_MODEL_KEY: 'm' });
  });

  it('do not reach what is run beside it', () => {
    expect(Object.keys(sidecarCommandEnvironment(places, agentId))).not.toContain('GITHUB_TOKEN');
  });

  it('are none where an earlier release made the runtime', async () => {
    rmSync(join(home, '.nora/secrets/variables.json'));
    expect((await readRuntimeFiles(home)).variables).toEqual({});
  });
});
