import { Command } from 'commander';
import { remoteOptions, type RemoteOptions } from '../../remote/connect';

export function workspacesCommand(): Command {
  const command = new Command('workspaces').description(
    'list workspaces, and choose the one that commands work on',
  );
  command.addCommand(
    remoteOptions(new Command('list'))
      .description('list the workspaces you belong to')
      .action(async (options: RemoteOptions) => {
        const { listWorkspaces } = await import('../../remote/workspaces');
        await listWorkspaces(options);
      }),
  );
  command.addCommand(
    new Command('use')
      .description('have commands work on a workspace from now on')
      .argument('<workspace>', 'its name, address or id')
      .option('--profile <name>', 'which Nora (default: the last one)')
      .action(async (workspace: string, options: RemoteOptions) => {
        const { chooseWorkspace } = await import('../../remote/workspaces');
        await chooseWorkspace(workspace, options);
      }),
  );
  return command;
}
