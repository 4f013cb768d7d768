import { connect, type RemoteOptions } from './connect';
import { describeEnd } from './agents/deployment-progress';
import { findAgent } from './agents/find-agent';
import { finish } from './agents/finish';
import { hasEnded } from './agents/watch-deployment';
import { printJson } from '../system/json-text';
import { ago, duration, facts, printList, table } from './output';
import type { DeploymentView, StepView } from './views';

/** Prints the deployments of an agent. */
export async function listDeployments(reference: string, options: RemoteOptions): Promise<void> {
  const connection = connect(options);
  const { id } = await findAgent(connection, reference);
  const all = await connection.client.list<DeploymentView>(`/api/agents/${id}/deployments`);
  printList(
    all,
    options.json,
    ['what', 'status', 'version', 'asked for', 'took', 'id'],
    (one) => [one.kind, one.status, one.version, ago(one.createdAt), tookOf(one), one.id],
    'Nothing was done to it yet.',
  );
}

/** Prints a deployment with its steps. */
export async function showDeployment(id: string, options: RemoteOptions): Promise<void> {
  const deployment = await read(id, options);
  if (options.json) {
    printJson({ deployment });
    return;
  }
  const { kind, status, version, agentId, createdAt } = deployment;
  console.log(
    facts([
      ...([
        ['what', kind],
        ['status', status],
        ['version', version],
      ] as const),
      ...([
        ['agent', agentId],
        ['asked for', ago(createdAt)],
        ['took', tookOf(deployment)],
      ] as const),
    ]),
  );
  if (deployment.steps.length > 0) {
    const rows = deployment.steps.map((step) => [step.name, step.state, tookOf(step), step.message]);
    console.log(`\n${table(['step', 'state', 'took', 'message'], rows)}`);
  }
  if (hasEnded(deployment) && deployment.error !== null) console.log(`\n${describeEnd(deployment)}`);
}

/** Shows a deployment until it has ended. */
export async function followDeployment(id: string, options: RemoteOptions): Promise<void> {
  const { client } = connect(options);
  await finish(client, await read(id, options), { wait: true, ...options });
}

/** Cancels a deployment or tries it again, and shows what comes of it. */
export async function changeDeployment(
  id: string,
  act: 'cancel' | 'retry',
  options: RemoteOptions & { wait: boolean },
): Promise<void> {
  const { client } = connect(options);
  const path = `/api/deployments/${encodeURIComponent(id)}/${act}`;
  const { deployment } = await client.call<{ deployment: DeploymentView }>('POST', path);
  await finish(client, deployment, options);
}

function read(id: string, options: RemoteOptions): Promise<DeploymentView> {
  return connect(options).client.call<DeploymentView>('GET', `/api/deployments/${encodeURIComponent(id)}`);
}

function tookOf({ startedAt, finishedAt }: Pick<StepView, 'startedAt' | 'finishedAt'>): string | null {
  if (startedAt === null) return null;
  return duration((finishedAt === null ? Date.now() : Date.parse(finishedAt)) - Date.parse(startedAt));
}
