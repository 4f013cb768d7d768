import { connect, workspaceOf, type RemoteOptions } from '../connect';
import { printJson } from '../../system/json-text';
import { ago, facts, printList, table } from '../output';
import type { AgentView } from '../views';
import { findAgent } from './find-agent';

interface VersionView {
  number: number;
  source: string;
  message: string;
  createdAt: string;
  current: boolean;
}

/** Prints the agents of a workspace. */
export async function listAgents(
  options: RemoteOptions & { status?: string; search?: string },
): Promise<void> {
  const connection = connect(options);
  const { id } = await workspaceOf(connection);
  const query = { status: options.status, q: options.search };
  const agents = await connection.client.list<AgentView>(`/api/workspaces/${id}/agents`, query);
  const isChosen = options.status !== undefined || options.search !== undefined;
  printList(
    agents,
    options.json,
    ['name', 'status', 'target', 'model', 'version', 'changed', 'id'],
    (agent) => [
      ...[agent.name, agent.status, agent.deployTarget, modelOf(agent)],
      ...[agent.currentVersion, ago(agent.updatedAt), agent.id],
    ],
    isChosen ? 'No agent is like that.' : 'No agents yet: `nora agents deploy <name>`.',
  );
}

/** Prints an agent with its versions. */
export async function showAgent(reference: string, options: RemoteOptions): Promise<void> {
  const connection = connect(options);
  const agent = await findAgent(connection, reference);
  const versions = await connection.client.list<VersionView>(`/api/agents/${agent.id}/versions`);
  if (options.json) {
    printJson({ agent, versions });
    return;
  }
  const { vcpu, ramMb, diskGb } = agent.resources;
  console.log(
    facts([
      ['name', agent.name],
      ['id', agent.id],
      ['status', agent.statusReason === null ? agent.status : `${agent.status}: ${agent.statusReason}`],
      ['wanted', agent.desiredState],
      ['runtime', `${agent.runtimeFamily} on ${agent.deployTarget}`],
      ['model', modelOf(agent)],
      ['resources', `${vcpu} vCPU, ${ramMb} MB RAM${diskGb === null ? '' : `, ${diskGb} GB disk`}`],
      ['deployment', agent.activeDeploymentId],
      ['created', ago(agent.createdAt)],
    ]),
  );
  const rows = versions.map((one) => [
    one.current ? '*' : '',
    one.number,
    one.source,
    one.message,
    ago(one.createdAt),
  ]);
  if (rows.length > 0) console.log(`\n${table(['', 'version', 'source', 'message', 'made'], rows)}`);
}

function modelOf({ model }: AgentView): string {
  return model.model === '' ? model.providerName : `${model.providerName} ${model.model}`;
}
