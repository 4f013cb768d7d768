import { Command, Option } from 'commander';
import { workspaceOptions, type RemoteOptions } from '../../remote/connect';
import type { DeployOptions } from '../../remote/agents/deploy-agent';
import type { DeleteOptions, OperateOptions } from '../../remote/agents/operate';
import { numberBetween, wholeNumber } from '../options';
import { chatCommand, copyCommand, execCommand, logsOfAgentCommand } from './agent-talk';

const AGENT = 'name or id of an agent, or the beginning of one';

export function agentsCommand(): Command {
  const command = new Command('agents').description('deploy agents, operate them, talk to them');
  for (const nested of [
    ...[
      listCommand(),
      getCommand(),
      deployCommand(),
      ...lifecycleCommands(),
      rollbackCommand(),
      deleteCommand(),
    ],
    ...[chatCommand(), execCommand(), logsOfAgentCommand(), copyCommand()],
  ]) {
    command.addCommand(nested);
  }
  return command;
}

function listCommand(): Command {
  return workspaceOptions(new Command('list'))
    .description('list the agents of a workspace')
    .addOption(
      new Option('--status <state>', 'only those in a state').choices([
        ...['queued', 'deploying', 'running', 'warning', 'failed', 'stopped', 'deleting', 'deleted'],
      ]),
    )
    .option('--search <text>', 'only those whose name holds a text')
    .action(async (options: RemoteOptions & { status?: string; search?: string }) => {
      const { listAgents } = await import('../../remote/agents/show-agents');
      await listAgents(options);
    });
}

function getCommand(): Command {
  return workspaceOptions(new Command('get'))
    .description('show an agent')
    .argument('<agent>', AGENT)
    .action(async (agent: string, options: RemoteOptions) => {
      const { showAgent } = await import('../../remote/agents/show-agents');
      await showAgent(agent, options);
    });
}

function deployCommand(): Command {
  return waiting(workspaceOptions(new Command('deploy')))
    .description('deploy a new agent, and watch it come up')
    .argument('<name>', 'what to call it')
    .option('--target <target>', 'where it runs: docker, process (default: the first that is available)')
    .option(
      '--provider <provider>',
      'name or kind of a provider of models, or demo (default: that of the workspace)',
    )
    .option('--model <model>', "model of that provider (default: the provider's own)")
    .option('--vcpu <number>', 'processors', numberBetween(0.1, 1_000), 1)
    .option('--ram-mb <number>', 'memory in MB', wholeNumber(1, 10_000_000), 2_048)
    .option('--disk-gb <number>', 'most disk in GB, where the target can limit it', wholeNumber(1, 1_000_000))
    .action(async (name: string, options: DeployOptions) => {
      const { deployAgent } = await import('../../remote/agents/deploy-agent');
      await deployAgent(name, options);
    });
}

const LIFECYCLE: Record<string, string> = {
  start: 'start an agent that was stopped',
  stop: 'stop an agent; its data stays',
  restart: 'restart an agent',
  redeploy: 'make the runtime of an agent anew, with its data',
};

function lifecycleCommands(): Command[] {
  return Object.entries(LIFECYCLE).map(([act, description]) =>
    waiting(workspaceOptions(new Command(act)))
      .description(description)
      .argument('<agent>', AGENT)
      .action(async (agent: string, options: OperateOptions) => {
        const { operate } = await import('../../remote/agents/operate');
        await operate(agent, { path: act }, options);
      }),
  );
}

function rollbackCommand(): Command {
  return waiting(workspaceOptions(new Command('rollback')))
    .description('go back to an earlier version of an agent')
    .argument('<agent>', AGENT)
    .requiredOption(
      '--to <version>',
      'number of the version, as `agents get` lists them',
      wholeNumber(1, 1_000_000),
    )
    .action(async (agent: string, options: OperateOptions & { to: number }) => {
      const { operate } = await import('../../remote/agents/operate');
      await operate(agent, { path: 'rollback', body: { version: options.to } }, options);
    });
}

function deleteCommand(): Command {
  return waiting(workspaceOptions(new Command('delete')))
    .description('delete an agent')
    .argument('<agent>', AGENT)
    .option('--keep-data', 'keep its files, so that it can be restored')
    .option('--force', 'do not wait for a runtime that does not answer')
    .option('--yes', 'do not ask')
    .action(async (agent: string, options: DeleteOptions) => {
      const { deleteAgent } = await import('../../remote/agents/operate');
      await deleteAgent(agent, options);
    });
}

/** Adds `--no-wait`. */
function waiting(command: Command): Command {
  return command.option('--no-wait', 'come back as soon as it is queued');
}
