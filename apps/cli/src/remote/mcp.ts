import { plainLine } from '@nora/contracts';
import type { ApiKeyScope } from '@nora/contracts';
import type { SendToApi } from '@nora/mcp';
import { messageOf } from '../system/errors';
import type { NoraClient } from './client';
import { connect, workspaceOf, type RemoteOptions } from './connect';
import { RemoteError } from './remote-error';

export interface McpOptions extends Omit<RemoteOptions, 'json'> {
  allowDestructive?: true;
}

/** Who the credential is, as Nora says. */
interface Credential {
  kind: 'session' | 'api-key';
  /** Null for a session. */
  scopes: ApiKeyScope[] | null;
  workspaceId: string | null;
}

/**
 * Serves the Model Context Protocol on standard input and output until the input ends.
 * @throws CliError when nobody is signed in, or the credential is worth nothing
 */
export async function serveMcp(options: McpOptions): Promise<void> {
  const connection = connect(options);
  const { client, workspace } = connection;
  const credential = await client.call<Credential>('GET', '/api/credential');
  const named = workspace === undefined ? null : (await workspaceOf(connection)).id;
  // Both are large, and no other command needs them.
  const [{ createMcpServer }, { StdioServerTransport }] = await Promise.all([
    import('@nora/mcp'),
    import('@modelcontextprotocol/sdk/server/stdio.js'),
  ]);
  const server = createMcpServer({
    send: sender(client),
    scopes: credential.scopes,
    workspaceId: named ?? credential.workspaceId,
    allowDestructive: options.allowDestructive === true,
    howToAllow: 'The user allows it with: nora mcp --allow-destructive',
    onFault: (error, tool) => console.error(`nora: ${tool} failed: ${plainLine(messageOf(error))}`),
  });
  const over = new Promise<void>((resolve) => (server.onclose = () => resolve()));
  process.stdin.once('end', () => void server.close());
  process.once('SIGINT', () => void server.close());
  process.once('SIGTERM', () => void server.close());
  await server.connect(new StdioServerTransport());
  await over;
}

/** Carries calls of tools through the client; a refusal is an answer here. */
function sender(client: NoraClient): SendToApi {
  return async ({ method, path, headers, body, signal }) => {
    try {
      return await client.stream(method, path, {
        ...{ headers, signal },
        ...(body !== undefined && { payload: body }),
      });
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      return Response.json(error.problem, { status: error.status });
    }
  };
}
