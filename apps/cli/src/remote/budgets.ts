import { plainLine } from '@nora/contracts';
import { findAgent } from './agents/find-agent';
import { connect, workspaceOf, type RemoteOptions } from './connect';
import { named } from './named';
import { printJson } from '../system/json-text';
import { printList } from './output';
import { confirmLoss } from './prompts';

interface BudgetView {
  id: string;
  name: string;
  scope: string;
  agentId: string | null;
  agentName: string | null;
  unit: string;
  amount: string;
  period: string;
  action: string;
  enabled: boolean;
  window: { spent: string; reserved: string };
}

/** Prints the budgets that hold in a workspace. */
export async function listBudgets(options: RemoteOptions): Promise<void> {
  const connection = connect(options);
  const { id } = await workspaceOf(connection);
  printList(
    await connection.client.list<BudgetView>(`/api/workspaces/${id}/budgets`),
    options.json,
    ['name', 'of', 'spent', 'amount', 'unit', 'period', 'when used up', 'id'],
    (one) => [
      ...[one.name, one.agentName ?? one.scope, one.window.spent, one.amount, one.unit, one.period],
      ...[one.enabled ? one.action : 'off', one.id],
    ],
    'No budgets: `nora budgets set <name> --amount <amount>`.',
  );
}

export interface SetBudgetOptions extends RemoteOptions {
  amount: string;
  unit: string;
  period: string;
  action?: string;
  agent?: string;
}

/** Makes a budget, or changes the one of that name. */
export async function setBudget(name: string, options: SetBudgetOptions): Promise<void> {
  const connection = connect(options);
  const { client } = connection;
  const { id } = await workspaceOf(connection);
  const agentId = options.agent === undefined ? null : (await findAgent(connection, options.agent)).id;
  const path = `/api/workspaces/${id}/budgets`;
  const same = (await client.list<BudgetView>(path)).filter(
    (one) => one.name === name && one.agentId === agentId,
  );
  const { amount, unit, period, action } = options;
  const terms = { amount, period, ...(action !== undefined && { action }) };
  const budget =
    same.length > 0
      ? await client.call<BudgetView>('PATCH', `${path}/${named(same, name, 'budget').id}`, { body: terms })
      : await client.call<BudgetView>('POST', path, { body: { name, unit, agentId, ...terms } });
  if (options.json) printJson({ budget });
  else console.log(`${plainLine(budget.name)}: ${budget.amount} ${budget.unit} (${budget.period}).`);
}

/** Deletes a budget after it was confirmed. */
export async function deleteBudget(
  reference: string,
  options: RemoteOptions & { yes?: true },
): Promise<void> {
  const connection = connect(options);
  const { id } = await workspaceOf(connection);
  const path = `/api/workspaces/${id}/budgets`;
  const budget = named(await connection.client.list<BudgetView>(path), reference, 'budget');
  const name = plainLine(budget.name);
  await confirmLoss(`delete the budget "${name}", and with it the limit`, name, options.yes);
  await connection.client.call('DELETE', `${path}/${budget.id}`);
  if (options.json) printJson({ deleted: budget.id });
  else console.log(`Deleted ${name}.`);
}
