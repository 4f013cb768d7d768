// The fleet file of the benchmark.
import { writeFileSync } from 'node:fs';

/** A workspace with so many agents, a provider, budgets and people. */
export function fleetOf(workspace, count) {
  return {
    ...{ apiVersion: 'nora/v1', workspace },
    providers: [
      {
        ...{ name: 'Local', kind: 'openai-compatible', baseUrl: 'https://models.example.com/v1' },
        ...{ defaultModel: 'small', enabled: true },
      },
    ],
    budgets: [
      { name: 'Everything', unit: 'usd', amount: '250.00', period: 'month', thresholds: [50, 80] },
      { name: 'First', agent: 'agent-0001', unit: 'tokens', amount: 1000000, period: 'day', action: 'pause' },
    ],
    agents: Array.from({ length: count }, (_, index) => ({
      ...{ name: `agent-${String(index + 1).padStart(4, '0')}`, runtimeFamily: 'openclaw' },
      ...{ deployTarget: 'simulated', sandboxProfile: 'standard', resources: { vcpu: 1, ramMb: 2048 } },
      ...{ desiredState: index % 10 === 9 ? 'stopped' : 'running', driftPolicy: 'alert' },
      model: { provider: 'Local', model: 'small', fallbacks: [{ provider: 'demo', model: 'demo-1' }] },
    })),
    members: [
      { email: 'admin@example.com', role: 'owner' },
      { email: 'ada@example.com', role: 'editor' },
      { email: 'grace@example.com', role: 'viewer' },
    ],
  };
}

/** JSON is YAML too. */
export function writeFleet(file, fleet) {
  writeFileSync(file, JSON.stringify(fleet, null, 2));
}
