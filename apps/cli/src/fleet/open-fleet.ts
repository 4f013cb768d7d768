import { CliError } from '../system/errors';
import { connect } from './connect';
import { FLEET_EXIT } from './exit-codes';
import { fleetFrom, type FleetSource } from './fleet-source';
import type { FleetPlace } from './make-plan';
import { FleetFileError } from './read-fleet';

/**
 * Reads a fleet file, and finds the workspace that it is for.
 * @param workspace of the command: slug or id
 * @throws CliError when the file cannot be used, or they do not fit
 */
export async function openFleet(
  file: string,
  workspace: string | undefined,
): Promise<{ place: FleetPlace; source: FleetSource }> {
  const source = await fleetFrom(file, process.stdin).catch((error: unknown) => {
    throw error instanceof FleetFileError ? new CliError(error.message, FLEET_EXIT.usage) : error;
  });
  const named = source.fleet.workspace;
  const place = await connect(named ?? workspace);
  if (named !== undefined && workspace !== undefined && named !== workspace) {
    const { id, slug } = place.workspace;
    if (workspace !== id && workspace !== slug) {
      const message = `${source.source} is for the workspace ${named}, not for ${workspace}`;
      throw new CliError(message, FLEET_EXIT.usage);
    }
  }
  return { place, source };
}
