import { plainLine } from '@nora/contracts';
import { connect, workspaceOf, type RemoteOptions } from './connect';
import { named } from './named';
import { printJson } from '../system/json-text';
import { ago, printList } from './output';
import { confirmLoss } from './prompts';

interface KeyView {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  state: string;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}

/** Prints the API keys of a workspace. */
export async function listKeys(options: RemoteOptions): Promise<void> {
  const connection = connect(options);
  const { id } = await workspaceOf(connection);
  printList(
    await connection.client.list<KeyView>(`/api/workspaces/${id}/api-keys`),
    options.json,
    ['name', 'begins with', 'state', 'scopes', 'used', 'ends', 'id'],
    (one) => [
      one.name,
      one.prefix,
      one.state,
      one.scopes.join(' '),
      ago(one.lastUsedAt),
      one.expiresAt,
      one.id,
    ],
    'No API keys.',
  );
}

export interface CreateKeyOptions extends RemoteOptions {
  scope: string[];
  days?: number;
  fromAddress?: string[];
}

/** Makes a key. On its own line, so that a script can take it. */
export async function createKey(name: string, options: CreateKeyOptions): Promise<void> {
  const connection = connect(options);
  const { id } = await workspaceOf(connection);
  const { scope: scopes, days, fromAddress: allowedCidrs } = options;
  const answer = await connection.client.call<{ apiKey: KeyView; key: string }>(
    'POST',
    `/api/workspaces/${id}/api-keys`,
    {
      body: {
        ...{ name, scopes },
        ...(days !== undefined && { expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() }),
        ...(allowedCidrs !== undefined && { allowedCidrs }),
      },
      once: true,
    },
  );
  if (options.json) {
    printJson(answer);
    return;
  }
  console.error(`Key ${plainLine(answer.apiKey.name)}, shown this once:`);
  console.log(plainLine(answer.key));
}

/** Ends a key after it was confirmed. */
export async function revokeKey(reference: string, options: RemoteOptions & { yes?: true }): Promise<void> {
  const connection = connect(options);
  const { id } = await workspaceOf(connection);
  const path = `/api/workspaces/${id}/api-keys`;
  const active = (await connection.client.list<KeyView>(path)).filter(({ state }) => state !== 'revoked');
  const key = named(active, reference, 'API key');
  await confirmLoss(`end the key "${plainLine(key.name)}" for good`, plainLine(key.name), options.yes);
  await connection.client.call('DELETE', `${path}/${key.id}`);
  if (options.json) printJson({ revoked: key.id });
  else console.log(`${plainLine(key.name)} is revoked.`);
}
