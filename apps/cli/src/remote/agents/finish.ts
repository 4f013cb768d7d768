import { CliError } from '../../system/errors';
import type { NoraClient } from '../client';
import { EXIT } from '../exit-codes';
import { interruption } from '../interruption';
import { printJson } from '../../system/json-text';
import type { DeploymentView } from '../views';
import { DeploymentProgress, describeEnd } from './deployment-progress';
import { hasEnded, watchDeployment } from './watch-deployment';

export interface FinishOptions {
  wait: boolean;
  json?: true;
}

/**
 * Shows a deployment until it has ended, unless nobody wants to wait, and prints it.
 * @throws CliError when it failed or was cancelled
 */
export async function finish(
  client: NoraClient,
  deployment: DeploymentView,
  { wait, json }: FinishOptions,
  also: object = {},
): Promise<void> {
  const last = wait ? await watched(client, deployment) : deployment;
  if (json) printJson({ ...also, deployment: last });
  else if (!hasEnded(last)) console.log(`Queued: \`nora deployments watch ${last.id}\` shows it.`);
  else console.log(describeEnd(last));
  if (hasEnded(last) && last.status !== 'succeeded') process.exitCode = EXIT.failed;
}

async function watched(client: NoraClient, deployment: DeploymentView): Promise<DeploymentView> {
  const signal = interruption();
  const progress = new DeploymentProgress(process.stderr);
  try {
    return await watchDeployment(client, deployment.id, progress.show, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    const how = `it goes on by itself: \`nora deployments watch ${deployment.id}\` shows it`;
    throw new CliError(`interrupted; ${how}`, EXIT.interrupted, { cause: error });
  } finally {
    progress.end();
  }
}
