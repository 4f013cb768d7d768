import { plainLine } from '@nora/contracts';
import { CliError } from '../system/errors';
import { connect, workspaceOf, type RemoteOptions, type WorkspaceRef } from './connect';
import { EXIT } from './exit-codes';
import { printList } from './output';
import { Profiles } from './profiles';

interface WorkspaceView extends WorkspaceRef {
  role: string;
  agentCount: number;
  memberCount: number;
}

/** Prints the workspaces of the caller. */
export async function listWorkspaces(options: RemoteOptions): Promise<void> {
  const { client, workspace } = connect(options);
  const all = await client.list<WorkspaceView>('/api/workspaces');
  const isChosen = ({ id, slug, name }: WorkspaceView): boolean =>
    all.length === 1 || (workspace !== undefined && [id, slug, name].includes(workspace));
  printList(
    all,
    options.json,
    ['', 'name', 'address', 'role', 'agents', 'members', 'id'],
    (one) => [
      isChosen(one) ? '*' : '',
      one.name,
      one.slug,
      one.role,
      one.agentCount,
      one.memberCount,
      one.id,
    ],
    'You belong to no workspace.',
  );
}

/** Remembers a workspace in the profile. */
export async function chooseWorkspace(
  reference: string,
  options: RemoteOptions,
  profiles = new Profiles(),
): Promise<void> {
  const connection = connect(options);
  const known = connection.profile === null ? null : profiles.find(connection.profile);
  if (known === null) {
    throw new CliError('with NORA_API_KEY nothing is remembered: set NORA_WORKSPACE instead', EXIT.usage);
  }
  const { id, name } = await workspaceOf({ ...connection, workspace: reference });
  profiles.keep(known.name, { ...known.profile, workspaceId: id });
  console.log(`Commands now work on ${plainLine(name)}.`);
}
