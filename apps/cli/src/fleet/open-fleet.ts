import { EXIT } from '../remote/exit-codes';
import type { RemoteOptions } from '../remote/connect';
import { CliError } from '../system/errors';
import { connectFleet } from './connect';
import { fleetFrom, type FleetSource } from './fleet-source';
import type { FleetPlace } from './make-plan';
import { FleetFileError } from './read-fleet';

/**
 * Reads a fleet file, and finds the workspace that it is for.
 * @throws CliError when the file cannot be used, or they do not fit
 */
export async function openFleet(
  file: string,
  { workspace, ...options }: RemoteOptions,
): Promise<{ place: FleetPlace; source: FleetSource }> {
  const source = await fleetFrom(file, process.stdin).catch((error: unknown) => {
    throw error instanceof FleetFileError ? new CliError(error.message, EXIT.usage) : error;
  });
  const named = source.fleet.workspace;
  const wanted = named ?? workspace;
  const place = await connectFleet({ ...options, ...(wanted === undefined ? {} : { workspace: wanted }) });
  const { id, slug, name } = place.workspace;
  if (workspace !== undefined && ![id, slug, name].includes(workspace)) {
    throw new CliError(`${source.source} is for the workspace ${slug}, not for ${workspace}`, EXIT.usage);
  }
  return { place, source };
}
