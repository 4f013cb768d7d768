import { Command, Option } from 'commander';
import { API_KEY_SCOPES } from '@nora/contracts';
import { remoteOptions, workspaceOptions, type RemoteOptions } from '../../remote/connect';
import type { CreateKeyOptions } from '../../remote/keys';
import { wholeNumber } from '../options';

export function membersCommand(): Command {
  const command = new Command('members').description(
    'look after who belongs to a workspace (needs an account, not a key)',
  );
  command.addCommand(
    workspaceOptions(new Command('list'))
      .description('list them')
      .action(async (options: RemoteOptions) => {
        const { listMembers } = await import('../../remote/members');
        await listMembers(options);
      }),
  );
  const role = (): Option =>
    new Option('--role <role>', 'what they may do').choices(['viewer', 'editor', 'admin']);
  command.addCommand(
    workspaceOptions(new Command('invite'))
      .description('invite somebody; the link is printed once')
      .argument('<email>', 'whom')
      .addOption(role().default('viewer'))
      .action(async (email: string, options: RemoteOptions & { role: string }) => {
        const { inviteMember } = await import('../../remote/members');
        await inviteMember(email, options);
      }),
  );
  command.addCommand(
    workspaceOptions(new Command('remove'))
      .description('take somebody out of a workspace')
      .argument('<member>', 'e-mail address or id')
      .option('--yes', 'do not ask')
      .action(async (member: string, options: RemoteOptions & { yes?: true }) => {
        const { removeMember } = await import('../../remote/members');
        await removeMember(member, options);
      }),
  );
  return command;
}

export function keysCommand(): Command {
  const command = new Command('keys').description(
    'look after the API keys of a workspace (needs an account, not a key)',
  );
  command.addCommand(
    workspaceOptions(new Command('list'))
      .description('list them')
      .action(async (options: RemoteOptions) => {
        const { listKeys } = await import('../../remote/keys');
        await listKeys(options);
      }),
  );
  command.addCommand(
    workspaceOptions(new Command('create'))
      .description('make one; it is printed once')
      .argument('<name>', 'what it is for')
      .addOption(
        new Option('--scope <scope...>', 'what it opens').choices([...API_KEY_SCOPES]).makeOptionMandatory(),
      )
      .option('--days <days>', 'how long it is valid', wholeNumber(1, 3_650))
      .option('--from-address <cidr...>', 'addresses it may be used from')
      .action(async (name: string, options: CreateKeyOptions) => {
        const { createKey } = await import('../../remote/keys');
        await createKey(name, options);
      }),
  );
  command.addCommand(
    workspaceOptions(new Command('revoke'))
      .description('end one at once')
      .argument('<key>', 'name or id of a key')
      .option('--yes', 'do not ask')
      .action(async (key: string, options: RemoteOptions & { yes?: true }) => {
        const { revokeKey } = await import('../../remote/keys');
        await revokeKey(key, options);
      }),
  );
  return command;
}

export function queuesCommand(): Command {
  return remoteOptions(new Command('queues'))
    .description('show the queues of an installation (needs the account of an administrator)')
    .action(async (options: RemoteOptions) => {
      const { showQueues } = await import('../../remote/queues');
      await showQueues(options);
    });
}
