import { DEMO, type FleetFile, type FleetPath } from './fleet-file';

/** A fault that the schema cannot tell. */
export interface Wrong {
  path: FleetPath;
  message: string;
}

/** How names of agents and addresses of people are told apart: not by their case. */
export function folded(name: string): string {
  return name.trim().toLowerCase();
}

/** What identifies a budget. */
export function budgetKey({ name, agent }: { name: string; agent?: string | null }): string {
  return agent === undefined || agent === null ? name : `${folded(agent)}/${name}`;
}

/** Finds names that are given twice, and what does not go together. */
export function checkFleet({ providers = [], budgets = [], agents = [], members = [] }: FleetFile): Wrong[] {
  const defaults = providers.flatMap(({ isDefault }, index) => (isDefault === true ? [index] : []));
  return [
    ...twice(
      'providers',
      'name',
      providers.map(({ name }) => name),
    ),
    ...twice(
      'budgets',
      'name',
      budgets.map((budget) => JSON.stringify(budgetKey(budget))),
    ),
    ...twice(
      'agents',
      'name',
      agents.map(({ name }) => folded(name)),
    ),
    ...twice(
      'members',
      'email',
      members.map(({ email }) => folded(email)),
    ),
    ...providers.flatMap(({ name }, index) =>
      name === DEMO ? [{ path: ['providers', index, 'name'], message: `“${DEMO}” is the built-in one` }] : [],
    ),
    ...defaults.slice(1).map((index) => ({
      ...{ path: ['providers', index, 'isDefault'], message: 'there can be one default only' },
    })),
    ...budgets.flatMap(({ unit, amount }, index) =>
      unit === 'tokens' && !/^\d+(\.0+)?$/.test(String(amount))
        ? [{ path: ['budgets', index, 'amount'], message: 'must be a whole number of tokens' }]
        : [],
    ),
    ...budgets.flatMap(({ amount }, index) =>
      typeof amount === 'number' && !/^\d+(\.\d{1,6})?$/.test(String(amount))
        ? [{ path: ['budgets', index, 'amount'], message: 'has more than six decimals' }]
        : [],
    ),
  ];
}

function twice(section: string, field: string, keys: string[]): Wrong[] {
  const first = new Map<string, number>();
  return keys.flatMap((key, index) => {
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, index);
      return [];
    }
    return [{ path: [section, index, field], message: `is given already by ${section}[${before}]` }];
  });
}
