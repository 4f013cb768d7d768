import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BootstrapInput, renderBootstrap } from './bootstrap';
import { OPENCLAW_VERSION, parseRuntimeContract, parseRuntimeVariables } from './contract';
import type { RuntimeModel } from './openclaw-model';

const input: BootstrapInput = {
  agentId: '01890000-0000-7000-8000-000000000001',
  agentName: 'Ada',
  target: 'docker',
  listen: { bind: 'lan', ports: { sidecar: 9090, gateway: 18789 } },
  noraUrl: 'http://host.docker.internal:8081',
  controlPlaneAddresses: ['10.213.0.1'],
  secrets: {
    sidecarToken: 'sidecar-token-value',
    gatewayToken: 'gateway-token-value',
    modelKey: 'model-key-value',
  },
  model: { kind: 'demo', model: 'demo-1', delivery: 'gateway', baseUrl: null },
  variables: { GITHUB_TOKEN: 'variable-value' },
};

const contentOf = (path: string, from: BootstrapInput = input): string =>
  renderBootstrap(from).find((file) => file.path === path)?.content ?? '';

describe('renderBootstrap', () => {
  it('puts each secret into its own file that only the runtime can read, and nowhere else', () => {
    for (const secret of Object.values(input.secrets)) {
      const holders = renderBootstrap(input).filter(({ content }) => content.includes(secret));
      expect(holders).toEqual([
        { path: expect.stringMatching(/^\.nora\/secrets\/[a-z-]+$/), content: secret, mode: 0o600 },
      ]);
    }
  });

  it('puts the variables of the agent into one file that only the runtime can read', () => {
    const holders = renderBootstrap(input).filter(({ content }) => content.includes('variable-value'));
    expect(holders).toEqual([
      { path: '.nora/secrets/variables.json', content: '{"GITHUB_TOKEN":"variable-value"}', mode: 0o600 },
    ]);
    expect(parseRuntimeVariables(holders[0]?.content ?? '')).toEqual(input.variables);
  });

  it('writes a contract that the sidecar can read', () => {
    expect(parseRuntimeContract(contentOf('.nora/contract.json'))).toEqual({
      contractVersion: 1,
      agentId: input.agentId,
      agentName: 'Ada',
      family: 'openclaw',
      runtimeVersion: OPENCLAW_VERSION,
      target: 'docker',
      listen: input.listen,
    });
  });

  it('points OpenClaw at the demo model and at its own port', () => {
    const config = JSON.parse(contentOf('.openclaw/openclaw.json'));
    expect(config.gateway).toMatchObject({
      mode: 'local',
      port: 18789,
      bind: 'lan',
      trustedProxies: ['10.213.0.1'],
      auth: {
        mode: 'trusted-proxy',
        identityScopes: { 'viewer@nora.local': ['operator.read'] },
        trustedProxy: { userHeader: '${NORA_GATEWAY_HEADER}', allowLoopback: false },
      },
      controlUi: { basePath: `/api/agents/${input.agentId}/gateway` },
    });
    expect(config.models.providers.nora).toMatchObject({
      baseUrl: 'http://host.docker.internal:8081/llm/v1',
      apiKey: '${NORA_MODEL_KEY}',
    });
  });

  it('does not let the name or the address of a model refer to a variable', () => {
    const bound: RuntimeModel = {
      ...{ kind: 'openai-compatible', delivery: 'direct', model: '${PATH}', baseUrl: 'http://h/${HOME}' },
    };
    const { models, agents } = JSON.parse(contentOf('.openclaw/openclaw.json', { ...input, model: bound }));
    expect(agents.defaults.model.primary).toBe('direct/$${PATH}');
    expect(models.providers.direct).toMatchObject({
      ...{ baseUrl: 'http://h/$${HOME}', models: [{ id: '$${PATH}', name: '$${PATH}' }] },
    });
  });

  it('does not let an agent name refer to a variable', () => {
    const config = JSON.parse(contentOf('.openclaw/openclaw.json', { ...input, agentName: '${PATH}' }));
    expect(config.agents.entries.main.name).toBe('$${PATH}');
  });
});

describe('parseRuntimeContract', () => {
  it.each([
    ['{}', 'contractVersion'],
    ['{"contractVersion":1,"family":"other"}', 'family'],
    ['{"contractVersion":1,"family":"openclaw","agentId":"a"}', 'listen.bind'],
    ['{"contractVersion":1,"family":"openclaw","agentId":"a","listen":{"bind":"lan"}}', 'listen.ports'],
  ])('refuses %s and says what is wrong', (text, fault) => {
    expect(() => parseRuntimeContract(text)).toThrow(fault);
  });
});

describe('parseRuntimeVariables', () => {
  it.each(['', 'hunter2', 'null', '["hunter2"]', '{"A":7}', '{"lower":"hunter2"}'])(
    'refuses %j without telling what it holds',
    (text) => {
      expect(() => parseRuntimeVariables(text)).toThrow(/variables\.json must hold texts by name$/);
    },
  );

  it('leaves out what belongs to the runtime, whoever wrote it there', () => {
    expect(parseRuntimeVariables('{"NODE_OPTIONS":"--inspect","A":"1"}')).toEqual({ A: '1' });
  });
});

describe('OPENCLAW_VERSION', () => {
  it('is the version that the lockfile of the runtime pins', () => {
    const directory = join(__dirname, '../../../../docker/runtimes/openclaw');
    const read = (name: string) => JSON.parse(readFileSync(join(directory, name), 'utf8'));
    expect(read('package.json').dependencies.openclaw).toBe(OPENCLAW_VERSION);
    expect(read('package-lock.json').packages['node_modules/openclaw'].version).toBe(OPENCLAW_VERSION);
  });
});
