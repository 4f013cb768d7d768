import { Command } from 'commander';
import type { AddProviderOptions } from '../../remote/providers';
import { workspaceOptions, type RemoteOptions } from '../../remote/connect';

const PROVIDER = 'name or id of a provider';

export function providersCommand(): Command {
  const command = new Command('providers').description('look after the providers of models of a workspace');
  command.addCommand(
    workspaceOptions(new Command('list'))
      .description('list them')
      .action(async (options: RemoteOptions) => {
        const { listProviders } = await import('../../remote/providers');
        await listProviders(options);
      }),
  );
  command.addCommand(
    workspaceOptions(new Command('get'))
      .description('show one')
      .argument('<provider>', PROVIDER)
      .action(async (provider: string, options: RemoteOptions) => {
        const { showProvider } = await import('../../remote/providers');
        await showProvider(provider, options);
      }),
  );
  command.addCommand(
    workspaceOptions(new Command('add'))
      .description('add one; its key is asked for, or read from the standard input, and tested')
      .argument('<name>', 'what to call it')
      .requiredOption('--kind <kind>', 'e.g. anthropic, openai, google, openai-compatible')
      .option('--base-url <url>', "its address (default: the kind's own)")
      .option('--default-model <model>', 'model of agents that ask for none')
      .option('--default', 'make it the one of new agents')
      .option('--no-key', 'it needs no key')
      .option('--skip-test', 'keep it without a test')
      .action(async (name: string, options: AddProviderOptions) => {
        const { addProvider } = await import('../../remote/providers');
        await addProvider(name, options);
      }),
  );
  command.addCommand(
    workspaceOptions(new Command('test'))
      .description('ask one whether its key is good; exit code 1 when not')
      .argument('<provider>', PROVIDER)
      .action(async (provider: string, options: RemoteOptions) => {
        const { testProvider } = await import('../../remote/providers');
        await testProvider(provider, options);
      }),
  );
  command.addCommand(
    workspaceOptions(new Command('delete'))
      .description('delete one; refused while agents use it')
      .argument('<provider>', PROVIDER)
      .option('--yes', 'do not ask')
      .action(async (provider: string, options: RemoteOptions & { yes?: true }) => {
        const { deleteProvider } = await import('../../remote/providers');
        await deleteProvider(provider, options);
      }),
  );
  return command;
}
