import { Command } from 'commander';
import { remoteOptions, workspaceOptions, type RemoteOptions } from '../../remote/connect';

export function deploymentsCommand(): Command {
  const command = new Command('deployments').description(
    'look at what is being done to agents, and what was',
  );
  command.addCommand(
    workspaceOptions(new Command('list'))
      .description('list the deployments of an agent, newest first')
      .argument('<agent>', 'name or id of an agent, or the beginning of one')
      .action(async (agent: string, options: RemoteOptions) => {
        const { listDeployments } = await import('../../remote/deployments');
        await listDeployments(agent, options);
      }),
  );
  command.addCommand(
    remoteOptions(new Command('get'))
      .description('show a deployment with its steps')
      .argument('<id>', 'id of a deployment')
      .action(async (id: string, options: RemoteOptions) => {
        const { showDeployment } = await import('../../remote/deployments');
        await showDeployment(id, options);
      }),
  );
  command.addCommand(
    remoteOptions(new Command('watch'))
      .description('show the steps of a deployment as they happen; exit code 1 when it fails')
      .argument('<id>', 'id of a deployment')
      .action(async (id: string, options: RemoteOptions) => {
        const { followDeployment } = await import('../../remote/deployments');
        await followDeployment(id, options);
      }),
  );
  for (const [act, description] of [
    ['cancel', 'stop a deployment that is under way'],
    ['retry', 'try a failed deployment again'],
  ] as const) {
    command.addCommand(
      remoteOptions(new Command(act))
        .description(description)
        .argument('<id>', 'id of a deployment')
        .option('--no-wait', 'come back at once')
        .action(async (id: string, options: RemoteOptions & { wait: boolean }) => {
          const { changeDeployment } = await import('../../remote/deployments');
          await changeDeployment(id, act, options);
        }),
    );
  }
  return command;
}
