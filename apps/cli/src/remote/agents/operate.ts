import { plainLine } from '@nora/contracts';
import { connect, type RemoteOptions } from '../connect';
import { confirmLoss } from '../prompts';
import type { DeploymentView } from '../views';
import { findAgent } from './find-agent';
import { finish } from './finish';

/** What commands take that begin a deployment. */
export interface OperateOptions extends RemoteOptions {
  /** False with `--no-wait`. */
  wait: boolean;
}

export interface DeleteOptions extends OperateOptions {
  keepData?: true;
  force?: true;
  yes?: true;
}

/** Begins a lifecycle operation of an agent and shows how it goes. */
export async function operate(
  reference: string,
  { path, body }: { path: string; body?: object },
  options: OperateOptions,
): Promise<void> {
  const connection = connect(options);
  const { client } = connection;
  const { id } = await findAgent(connection, reference);
  const { deployment } = await client.call<{ deployment: DeploymentView }>(
    'POST',
    `/api/agents/${id}/${path}`,
    {
      ...(body && { body }),
    },
  );
  await finish(client, deployment, options);
}

/** Deletes an agent after it was confirmed. */
export async function deleteAgent(reference: string, options: DeleteOptions): Promise<void> {
  const connection = connect(options);
  const { client } = connection;
  const { id, name } = await findAgent(connection, reference);
  const what = `delete the agent "${plainLine(name)}"${options.keepData ? ' and keep its data' : ' with all its data'}`;
  await confirmLoss(what, plainLine(name), options.yes);
  const query = { keepData: options.keepData, force: options.force };
  const { deployment } = await client.call<{ deployment: DeploymentView }>('DELETE', `/api/agents/${id}`, {
    query,
  });
  await finish(client, deployment, options);
}
