import { connect, workspaceOf, type WorkspaceRef } from '../connect';
import { printJson } from '../../system/json-text';
import { facts } from '../output';
import { RemoteError } from '../remote-error';

interface Me {
  email: string;
  name: string;
  platformRole: string;
}

/** Shows the server, the account or key, and the workspace that commands work on. */
export async function whoami(options: { profile?: string; json?: true }): Promise<void> {
  const connection = connect(options);
  const { client, profile } = connection;
  const me = await client.call<Me>('GET', '/api/auth/me').catch((error: unknown) => {
    // A key acts for its maker and is not told who that is.
    if (error instanceof RemoteError && error.code === 'session_required') return null;
    throw error;
  });
  const workspace: WorkspaceRef | null = await workspaceOf(connection).catch(() => null);
  if (options.json) {
    printJson({
      url: client.url,
      profile,
      account: me,
      credential: me === null ? 'api-key' : 'session',
      workspace,
    });
    return;
  }
  console.log(
    facts([
      ['server', client.url],
      ['profile', profile ?? 'from the environment'],
      ['account', me === null ? 'an API key' : `${me.name} <${me.email}>, ${me.platformRole}`],
      ['workspace', workspace === null ? 'none chosen' : `${workspace.name} (${workspace.slug})`],
    ]),
  );
}
