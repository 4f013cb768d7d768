import { plainLine } from '@nora/contracts';
import { CliError } from '../../system/errors';
import type { NoraClient } from '../client';
import { connect, workspaceOf, type RemoteOptions } from '../connect';
import { EXIT } from '../exit-codes';
import type { AgentView, DeploymentView } from '../views';
import { finish } from './finish';

export interface DeployOptions extends RemoteOptions {
  wait: boolean;
  target?: string;
  provider?: string;
  model?: string;
  vcpu: number;
  ramMb: number;
  diskGb?: number;
}

interface ProviderRef {
  id: string;
  name: string;
  kind: string;
}

interface Catalog {
  deployTargets: { id: string; available: boolean }[];
}

/** Makes an agent and shows how it comes up. */
export async function deployAgent(name: string, options: DeployOptions): Promise<void> {
  const connection = connect(options);
  const { client } = connection;
  const { id: workspaceId } = await workspaceOf(connection);
  const { vcpu, ramMb, diskGb } = options;
  const body = {
    ...{ name, runtimeFamily: 'openclaw', sandboxProfile: 'standard' },
    deployTarget: options.target ?? (await firstTarget(client)),
    ...(await providerOf(client, workspaceId, options.provider)),
    ...(options.model !== undefined && { model: options.model }),
    resources: { vcpu, ramMb, ...(diskGb !== undefined && { diskGb }) },
  };
  const path = `/api/workspaces/${workspaceId}/agents`;
  const { agent, deployment } = await client.call<{ agent: AgentView; deployment: DeploymentView }>(
    'POST',
    path,
    {
      body,
    },
  );
  if (!options.json) console.error(`${plainLine(agent.name)} is agent ${agent.id}.`);
  await finish(client, deployment, options, { agent });
}

/** The first target on which an agent can be deployed now. */
async function firstTarget(client: NoraClient): Promise<string> {
  const { deployTargets } = await client.call<Catalog>('GET', '/api/catalog');
  const found = deployTargets.find(({ available }) => available);
  if (found === undefined) throw new CliError('this Nora has no target to deploy on', EXIT.refused);
  return found.id;
}

/** A provider by its id or name; the demo model and kinds are known by their word. */
async function providerOf(client: NoraClient, workspaceId: string, reference?: string): Promise<object> {
  if (reference === undefined) return {};
  if (reference === 'demo') return { provider: 'demo' };
  const all = await client.list<ProviderRef>(`/api/workspaces/${workspaceId}/providers`);
  const found =
    all.find(({ id, name }) => [id, name].includes(reference)) ?? all.find(({ kind }) => kind === reference);
  if (found !== undefined) return { provider: found.id };
  const names = all.map(({ name }) => plainLine(name)).join(', ');
  throw new CliError(
    `there is no provider "${plainLine(reference)}"${names === '' ? '' : `; there are: ${names}, demo`}`,
    EXIT.notFound,
  );
}
