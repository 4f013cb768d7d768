import { plainLine } from '@nora/contracts';
import { connect, workspaceOf, type RemoteOptions } from './connect';
import { named } from './named';
import { printJson } from '../system/json-text';
import { ago, printList } from './output';
import { confirmLoss } from './prompts';

interface MemberView {
  userId: string;
  name: string;
  email: string;
  role: string;
  joinedAt: string;
}

interface InvitationAnswer {
  invitation: { email: string; role: string; expiresAt: string };
  url: string;
  mailed: boolean;
}

/** Prints who belongs to a workspace. */
export async function listMembers(options: RemoteOptions): Promise<void> {
  const connection = connect(options);
  const { id } = await workspaceOf(connection);
  printList(
    await connection.client.list<MemberView>(`/api/workspaces/${id}/members`),
    options.json,
    ['name', 'e-mail', 'role', 'since', 'id'],
    (one) => [one.name, one.email, one.role, ago(one.joinedAt), one.userId],
    'Nobody.',
  );
}

/** Invites somebody and prints the link. */
export async function inviteMember(email: string, options: RemoteOptions & { role: string }): Promise<void> {
  const connection = connect(options);
  const { id } = await workspaceOf(connection);
  const answer = await connection.client.call<InvitationAnswer>('POST', `/api/workspaces/${id}/invitations`, {
    ...{ body: { email, role: options.role }, once: true },
  });
  if (options.json) {
    printJson(answer);
    return;
  }
  console.error(
    `Invited ${plainLine(email)} as ${options.role}${answer.mailed ? ', by mail' : ''}. Shown this once:`,
  );
  console.log(plainLine(answer.url));
}

/** Takes somebody out after it was confirmed. */
export async function removeMember(
  reference: string,
  options: RemoteOptions & { yes?: true },
): Promise<void> {
  const connection = connect(options);
  const { id } = await workspaceOf(connection);
  const path = `/api/workspaces/${id}/members`;
  const all = (await connection.client.list<MemberView>(path)).map((one) => ({
    id: one.userId,
    name: one.email,
  }));
  const { id: userId, name } = named(all, reference, 'member');
  await confirmLoss(`take ${plainLine(name)} out of the workspace`, plainLine(name), options.yes);
  await connection.client.call('DELETE', `${path}/${userId}`);
  if (options.json) printJson({ removed: userId });
  else console.log(`${plainLine(name)} is out.`);
}
