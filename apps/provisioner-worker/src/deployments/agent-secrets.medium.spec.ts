import type { Agent } from '@nora/domain';
import type { RuntimeFile } from '@nora/runtime-adapters';
import { EngineHarness } from '../testing/engine-harness';
import { secretTextsOf } from './agent-secrets';
import { redact } from './evidence';

describe('what an agent is given', () => {
  let engine: EngineHarness;
  let injected: RuntimeFile[][];

  beforeAll(async () => {
    engine = await EngineHarness.create();
  });
  beforeEach(() => {
    injected = [];
    const { provisioner } = engine.backend;
    const inject = provisioner.inject.bind(provisioner);
    jest.spyOn(provisioner, 'inject').mockImplementation(async (handle, files, signal) => {
      injected.push(files);
      await inject(handle, files, signal);
    });
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => engine.database.drop());

  const contentOf = (path: string): string =>
    injected.at(-1)?.find((file) => file.path === path)?.content ?? 'was not written';
  const variables = () => JSON.parse(contentOf('.nora/secrets/variables.json')) as object;
  const wanted = async ({ id }: Agent) => (await engine.agent(id)).redeployWantedAt;
  const perform = async (agent: Agent, kind: 'restart' | 'rename') =>
    engine.run((await engine.request(agent, kind)).id);

  it('reaches its runtime with the next start, and is wanted no longer', async () => {
    const agent = await engine.runningAgent();
    expect(variables()).toEqual({});
    await engine.give(agent, 'GITHUB_TOKEN', 'two\nlines');
    expect(await wanted(agent)).not.toBeNull();
    expect(await perform(agent, 'restart')).toEqual({ kind: 'succeeded' });
    expect(variables()).toEqual({ GITHUB_TOKEN: 'two\nlines' });
    expect(await wanted(agent)).toBeNull();
  });

  it('stays wanted when it came after the runtime’s files had been read', async () => {
    const agent = await engine.runningAgent();
    await engine.give(agent, 'FIRST', 'first-value');
    const { provisioner } = engine.backend;
    const inject = provisioner.inject.bind(provisioner);
    jest.spyOn(provisioner, 'inject').mockImplementationOnce(async (handle, files, signal) => {
      await engine.give(agent, 'SECOND', 'second-value');
      await inject(handle, files, signal);
    });
    await perform(agent, 'restart');
    expect(variables()).toEqual({ FIRST: 'first-value' });
    expect(await wanted(agent)).not.toBeNull();
    await perform(agent, 'restart');
    expect(variables()).toMatchObject({ SECOND: 'second-value' });
    expect(await wanted(agent)).toBeNull();
  });

  it('stays wanted through a rename, which starts nothing', async () => {
    const agent = await engine.runningAgent();
    await engine.give(agent, 'GITHUB_TOKEN', 'some-value');
    await perform(agent, 'rename');
    expect(await wanted(agent)).not.toBeNull();
  });

  it('is kept out of what is told of its runtime, line by line', async () => {
    const agent = await engine.runningAgent();
    await engine.give(agent, 'PEM', 'first-line\nsecond-line');
    await engine.give(agent, 'FLAG', '1');
    const secrets = await engine.secrets.read(agent.id);
    if (!secrets) throw new Error('the agent has no secrets');
    expect(redact(`1 log: second-line ${secrets.modelKey}`, secrets)).toBe('1 log: [redacted] [redacted]');
    expect(secretTextsOf(secrets)).not.toContain('1');
  });

  it('is the provider’s own key where delivery is direct, and Nora’s everywhere else', async () => {
    const agent = await engine.runningAgent();
    const before = await engine.secrets.read(agent.id);
    const bind = (delivery: 'gateway' | 'direct') => engine.bind(agent, 'sk-the-real-key', delivery);

    await bind('direct');
    await perform(agent, 'restart');
    expect(contentOf('.nora/secrets/model-key')).toBe('sk-the-real-key');
    expect(contentOf('.openclaw/openclaw.json')).toContain('"baseUrl": "http://models.example/v1"');
    expect(contentOf('.openclaw/openclaw.json')).not.toContain('sk-the-real-key');

    await bind('gateway');
    await perform(agent, 'restart');
    expect(contentOf('.nora/secrets/model-key')).toBe(before?.modelKey);
    expect(contentOf('.openclaw/openclaw.json')).toContain('/llm/v1"');
    expect(JSON.stringify(injected.at(-1))).not.toMatch(/sk-the-real-key|models\.example/);
  });
});
