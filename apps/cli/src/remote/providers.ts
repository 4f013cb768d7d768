import { plainLine } from '@nora/contracts';
import { CliError } from '../system/errors';
import { connect, workspaceOf, type RemoteOptions } from './connect';
import type { NoraClient } from './client';
import { EXIT } from './exit-codes';
import { named } from './named';
import { printJson } from '../system/json-text';
import { ago, facts, printList } from './output';
import { confirmLoss, secretFrom } from './prompts';

interface ProviderView {
  id: string;
  name: string;
  kind: string;
  kindLabel: string;
  baseUrl: string;
  keyHint: string | null;
  enabled: boolean;
  isDefault: boolean;
  defaultModel: string;
  testedAt: string | null;
  testFault: string | null;
  agentCount: number;
}

interface ProviderTest {
  succeeded: boolean;
  fault: { code: string; message: string } | null;
  models: string[];
  ms: number;
}

/** Prints the providers of a workspace. */
export async function listProviders(options: RemoteOptions): Promise<void> {
  const { client, path } = await place(options);
  printList(
    await client.list<ProviderView>(path),
    options.json,
    ['', 'name', 'kind', 'default model', 'key', 'agents', 'tested', 'id'],
    (one) => [
      ...[one.isDefault ? '*' : '', one.name, one.kind, one.defaultModel, one.keyHint, one.agentCount],
      ...[one.testFault === null ? ago(one.testedAt) : `failed: ${one.testFault}`, one.id],
    ],
    'No providers yet: `nora providers add <name> --kind <kind>`. Agents use the demo model meanwhile.',
  );
}

/** Prints one. */
export async function showProvider(reference: string, options: RemoteOptions): Promise<void> {
  const { provider } = await find(reference, options);
  if (options.json) {
    printJson({ provider });
    return;
  }
  const { name, id, kindLabel, baseUrl, keyHint, enabled, isDefault, defaultModel, testedAt, testFault } =
    provider;
  console.log(
    facts([
      ...([
        ['name', name],
        ['id', id],
        ['kind', kindLabel],
        ['address', baseUrl],
      ] as const),
      ...([
        ['key', keyHint],
        ['default model', defaultModel],
      ] as const),
      ...([
        ['enabled', enabled ? 'yes' : 'no'],
        ['of new agents', isDefault ? 'yes' : 'no'],
      ] as const),
      ['tested', testFault === null ? ago(testedAt) : `${ago(testedAt)}, failed: ${testFault}`],
    ]),
  );
}

export interface AddProviderOptions extends RemoteOptions {
  kind: string;
  baseUrl?: string;
  defaultModel?: string;
  default?: true;
  /** False with `--no-key`. */
  key: boolean;
  skipTest?: true;
}

/** Adds one. Its key never stands on a command line. */
export async function addProvider(name: string, options: AddProviderOptions): Promise<void> {
  const { client, path } = await place(options);
  const apiKey = options.key ? await secretFrom(`Key of ${name}: `) : null;
  const { kind, baseUrl, defaultModel } = options;
  const provider = await client.call<ProviderView>('POST', path, {
    body: {
      ...{ name, kind, apiKey },
      ...(baseUrl !== undefined && { baseUrl }),
      ...(defaultModel !== undefined && { defaultModel }),
      ...(options.default && { isDefault: true }),
      ...(options.skipTest && { skipTest: true }),
    },
  });
  if (options.json) printJson({ provider });
  else console.log(`${plainLine(provider.name)} is provider ${provider.id}.`);
}

/** Has Nora ask one whether its key is good. */
export async function testProvider(reference: string, options: RemoteOptions): Promise<void> {
  const { client, path, provider } = await find(reference, options);
  const test = await client.call<ProviderTest>('POST', `${path}/${provider.id}/test`);
  if (options.json) printJson({ test });
  else if (test.succeeded) console.log(`It answers, in ${test.ms} ms, and has ${test.models.length} models.`);
  if (test.succeeded) return;
  const why = test.fault === null ? 'it does not answer' : `${test.fault.message} (${test.fault.code})`;
  throw new CliError(plainLine(why), EXIT.failed);
}

/** Deletes one after it was confirmed. */
export async function deleteProvider(
  reference: string,
  options: RemoteOptions & { yes?: true },
): Promise<void> {
  const { client, path, provider } = await find(reference, options);
  const name = plainLine(provider.name);
  await confirmLoss(`delete the provider "${name}" with its key`, name, options.yes);
  await client.call('DELETE', `${path}/${provider.id}`);
  if (options.json) printJson({ deleted: provider.id });
  else console.log(`Deleted ${name}.`);
}

async function place(options: RemoteOptions): Promise<{ client: NoraClient; path: string }> {
  const connection = connect(options);
  const { id } = await workspaceOf(connection);
  return { client: connection.client, path: `/api/workspaces/${id}/providers` };
}

async function find(reference: string, options: RemoteOptions) {
  const { client, path } = await place(options);
  return { client, path, provider: named(await client.list<ProviderView>(path), reference, 'provider') };
}
