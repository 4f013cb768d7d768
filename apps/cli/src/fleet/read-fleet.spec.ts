import { FleetFileError, readFleet, type FleetFault } from './read-fleet';

const AGENT = 'runtimeFamily: openclaw, deployTarget: docker, sandboxProfile: standard';

function faultsOf(text: string): readonly FleetFault[] {
  try {
    readFleet(text, 'fleet.yaml');
  } catch (error) {
    if (error instanceof FleetFileError) return error.faults;
    throw error;
  }
  throw new Error('the file was taken');
}

describe('a fleet file', () => {
  it('is YAML, where parts may be shared by anchors', () => {
    const { fleet } = readFleet(
      `apiVersion: nora/v1
workspace: acme
agents:
  - { name: One, ${AGENT}, resources: &small { vcpu: 1, ramMb: 2048 } }
  - { name: Two, ${AGENT}, resources: *small }
`,
      'fleet.yaml',
    );
    expect(fleet.agents?.map(({ resources }) => resources)).toEqual([
      { vcpu: 1, ramMb: 2048 },
      { vcpu: 1, ramMb: 2048 },
    ]);
  });

  it('is JSON as well', () => {
    const fleet = { apiVersion: 'nora/v1', members: [{ email: 'ada@example.com', role: 'editor' }] };
    expect(readFleet(JSON.stringify(fleet), 'fleet.json').fleet).toEqual(fleet);
  });

  it('tells of every fault with its line and column', () => {
    const faults = faultsOf(`apiVersion: nora/v1
agents:
  - name: One
    runtimeFamily: openclaw
    deployTarget: docker
    sandboxProfile: standard
    resources: { vcpu: 1, ramMb: 100 }
    color: red
  - name: Two
budgets:
  - { name: All, unit: usd, amount: lots, period: year }
`);
    expect(
      faults.map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`).sort(),
    ).toEqual([
      '11:29 budgets[0].amount must be a decimal number above zero',
      '11:43 budgets[0].period must be one of hour, day, week, month, total',
      '7:27 agents[0].resources.ramMb must be >= 1536',
      '8:5 agents[0].color is not known here',
      '9:5 agents[1] lacks “deployTarget”',
      '9:5 agents[1] lacks “resources”',
      '9:5 agents[1] lacks “runtimeFamily”',
      '9:5 agents[1] lacks “sandboxProfile”',
    ]);
  });

  it.each([
    ['a key that is given twice', 'apiVersion: nora/v1\napiVersion: nora/v1\n', 2, /unique/],
    ['no YAML', 'apiVersion: [', 1, /flow sequence|flow collection/],
    ['a tag', 'apiVersion: !!js/function nora/v1\n', 1, /tag/],
    ['two documents', 'apiVersion: nora/v1\n---\napiVersion: nora/v1\n', 2, /multiple documents/],
    ['another version', 'apiVersion: nora/v2\n', 1, /must be nora\/v1/],
    ['nothing', '', 1, /must be object/],
    ['__proto__', 'apiVersion: nora/v1\n__proto__: { agents: [] }\n', 2, /not known/],
  ])('is refused with %s', (_what, text, line, message) => {
    const [fault] = faultsOf(text);
    expect([fault?.line, fault?.message]).toEqual([line, expect.stringMatching(message)]);
  });

  it('never grows beyond measure', () => {
    const levels = Array.from({ length: 8 }, (_, index) => {
      const before = index === 0 ? '"x"' : `*l${index - 1}`;
      return `l${index}: &l${index} [${Array<string>(10).fill(before).join(', ')}]`;
    });
    expect(faultsOf(levels.join('\n'))[0]?.message).toMatch(/repeats too much/);
    expect(faultsOf(`# ${'x'.repeat(9 * 2 ** 20)}`)[0]?.message).toMatch(/larger than 8 MiB/);
  });

  it('names nothing twice, whatever the case of its letters', () => {
    const one = `${AGENT}, resources: { vcpu: 1, ramMb: 2048 }`;
    const faults = faultsOf(`apiVersion: nora/v1
agents:
  - { name: Support, ${one} }
  - { name: support, ${one} }
members:
  - { email: Ada@example.com, role: viewer }
  - { email: ada@example.com, role: editor }
providers:
  - { name: demo, kind: openai, defaultModel: x, isDefault: true }
  - { name: B, kind: openai, defaultModel: x, isDefault: true }
budgets:
  - { name: All, unit: usd, amount: 1, period: day }
  - { name: All, unit: tokens, amount: "1.5", period: day, agent: Support }
  - { name: All, unit: tokens, amount: 7, period: day }
`);
    expect(faults.map(({ path, line }) => `${path} ${line}`).sort()).toEqual([
      'agents[1].name 4',
      'budgets[1].amount 13',
      'budgets[2].name 14',
      'members[1].email 7',
      'providers[0].name 9',
      'providers[1].isDefault 10',
    ]);
  });

  it('holds no key of a provider, and its messages none either', () => {
    const text = `apiVersion: nora/v1
providers:
  - { name: A, kind: openai, defaultModel: x, apiKey: sk-secret }
  - { name: B, kind: openai, defaultModel: x, keyFrom: { value: sk-secret } }
`;
    const faults = faultsOf(text);
    expect(faults.map(({ path }) => path)).toEqual(['providers[0].apiKey', 'providers[1].keyFrom']);
    expect(JSON.stringify(faults)).not.toContain('sk-secret');
  });
});
