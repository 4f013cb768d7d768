import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Actual } from './actual';
import { exportFleet, fleetText } from './export-fleet';
import { SECTIONS } from './fleet-file';
import { FLEET_SCHEMA } from './fleet-schema';
import { planFleet } from './planner';
import { readFleet } from './read-fleet';

const DOCS = join(__dirname, '../../../../docs');

describe('the schema of fleet files', () => {
  it('is the one that editors are given; if not: node tools/fleet-schema.mjs', () => {
    const published: unknown = JSON.parse(readFileSync(join(DOCS, 'fleet.schema.json'), 'utf8'));
    expect(published).toEqual(FLEET_SCHEMA);
  });
});

describe('the guide to fleet files', () => {
  it('shows examples that can be used', () => {
    const text = readFileSync(join(DOCS, 'fleet.md'), 'utf8');
    const examples = [...text.matchAll(/```yaml\n([^]*?)```/g)].map(([, example = '']) => example);
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const example of examples)
      expect(readFleet(example, 'docs/fleet.md').fleet.apiVersion).toBe('nora/v1');
  });
});

describe('an export', () => {
  const actual: Actual = {
    ...{ workspace: { id: 'w', slug: 'acme', name: 'Acme' }, userId: 'me' },
    providers: [
      {
        ...{
          id: 'p2',
          name: 'Zürich: “our” models',
          kind: 'openai-compatible',
          baseUrl: 'https://m.example/v1',
        },
        ...{
          usualBaseUrl: false,
          keyHint: 'sk-…9f2c',
          enabled: false,
          isDefault: false,
          defaultModel: 'llama:7b',
        },
      },
      {
        ...{
          id: 'p1',
          name: '3rd',
          kind: 'openai',
          baseUrl: 'https://api.openai.com/v1',
          usualBaseUrl: true,
        },
        ...{ keyHint: null, enabled: true, isDefault: true, defaultModel: 'gpt-x' },
      },
    ],
    budgets: [
      {
        ...{ id: 'b1', name: 'yes', agentId: 'a1', agentName: 'B # not a comment', unit: 'usd' },
        ...{ amount: '25.500000', period: 'month', thresholds: [50, 80], action: 'pause', enabled: true },
      },
    ],
    agents: ['B # not a comment', 'A: "quoted"'].map((name, index) => ({
      ...{ id: `a${index + 1}`, name, runtimeFamily: 'openclaw', deployTarget: 'docker' },
      ...{ sandboxProfile: 'standard', resources: { vcpu: 0.5, ramMb: 2048, diskGb: null } },
      ...{ desiredState: 'stopped' as const, status: 'stopped' as const, driftPolicy: 'alert' as const },
      activeDeploymentId: null,
    })),
    bindings: ['a1', 'a2'].map((agentId) => ({
      ...{ agentId, providerId: 'p2', providerName: 'Zürich: “our” models', model: 'llama:7b' },
      ...{ delivery: 'gateway' as const, loop: { action: 'pause' as const, times: 5, minutes: 2 } },
      fallbacks: [{ providerId: null, providerName: 'Demo', model: 'demo-1' }],
    })),
    members: [{ userId: 'me', email: 'me@example.com', role: 'owner' }],
    invitations: [{ id: 'i1', email: 'ada@example.com', role: 'viewer' }],
  };

  it.each(['yaml', 'json'] as const)('as %s is read back as a file that changes nothing', (format) => {
    const text = fleetText(exportFleet(actual, SECTIONS), format);
    const { fleet } = readFleet(text, 'exported');
    const keys = new Map([['Zürich: “our” models', { missing: 'ZURICH_OUR_MODELS_KEY is not set' }]]);
    const { actions } = planFleet(fleet, actual, { prune: true, keepData: false, keys });
    expect(actions.filter(({ act }) => act !== 'none')).toEqual([]);
    expect(actions).toHaveLength(7);
    expect(text).not.toContain('9f2c');
  });

  it('is the same whatever the order in which the API lists', () => {
    const turned = {
      ...{ ...actual, agents: [...actual.agents].reverse(), providers: [...actual.providers].reverse() },
      bindings: [...actual.bindings].reverse(),
    };
    const text = fleetText(exportFleet(actual, SECTIONS), 'yaml');
    expect(fleetText(exportFleet(turned, SECTIONS), 'yaml')).toBe(text);
    expect(text).toMatch(/^# yaml-language-server: \$schema=fleet\.schema\.json\napiVersion: nora\/v1\n/);
    expect(text).toContain('env: ZURICH_OUR_MODELS_KEY');
  });
});
