import { Command, Option } from 'commander';
import type { SetBudgetOptions } from '../../remote/budgets';
import { workspaceOptions, type RemoteOptions } from '../../remote/connect';

export function budgetsCommand(): Command {
  const command = new Command('budgets').description(
    'look after the budgets of a workspace (needs an account, not a key)',
  );
  command.addCommand(
    workspaceOptions(new Command('list'))
      .description('list them')
      .action(async (options: RemoteOptions) => {
        const { listBudgets } = await import('../../remote/budgets');
        await listBudgets(options);
      }),
  );
  command.addCommand(
    workspaceOptions(new Command('set'))
      .description('make one, or change the one of that name')
      .argument('<name>', 'what it is called')
      .requiredOption('--amount <amount>', 'how much, e.g. 25.50 or 100000')
      .addOption(new Option('--unit <unit>', 'of what').choices(['usd', 'tokens']).default('usd'))
      .addOption(
        new Option('--period <period>', 'within what')
          .choices(['hour', 'day', 'week', 'month', 'total'])
          .default('month'),
      )
      .addOption(
        new Option('--action <action>', 'what happens when it is used up').choices(['refuse', 'pause']),
      )
      .option('--agent <agent>', 'of one agent (default: of the whole workspace)')
      .action(async (name: string, options: SetBudgetOptions) => {
        const { setBudget } = await import('../../remote/budgets');
        await setBudget(name, options);
      }),
  );
  command.addCommand(
    workspaceOptions(new Command('delete'))
      .description('delete one')
      .argument('<budget>', 'name or id of a budget')
      .option('--yes', 'do not ask')
      .action(async (budget: string, options: RemoteOptions & { yes?: true }) => {
        const { deleteBudget } = await import('../../remote/budgets');
        await deleteBudget(budget, options);
      }),
  );
  return command;
}

export function usageCommand(): Command {
  return workspaceOptions(new Command('usage'))
    .description('show what models were used for')
    .addOption(
      new Option('--by <what>', 'counted by')
        .choices(['agent', 'model', 'provider', 'none'])
        .default('agent'),
    )
    .option('--from <time>', 'beginning, e.g. 2026-01-01T00:00:00Z (default: 30 days ago)')
    .option('--to <time>', 'end (default: now)')
    .option('--agent <agent>', 'of one agent')
    .action(async (options: RemoteOptions & { by: string; from?: string; to?: string; agent?: string }) => {
      const { showUsage } = await import('../../remote/usage');
      await showUsage(options);
    });
}
