import type Docker from 'dockerode';
import { CONTAINER_HOME } from './container-spec';
import { hasStatus } from './errors';
import { tryInside } from './run-inside';

const WITHIN_SECONDS = 20;
const KIBIBYTE = 1_024;

/**
 * Bytes that the volume of a running container takes, counted inside it: the engine itself counts only all volumes
 * at once.
 * @returns null when the container stopped meanwhile, and when it takes too long
 */
export async function volumeUsage(docker: Docker, id: string, signal: AbortSignal): Promise<number | null> {
  const argv = ['timeout', String(WITHIN_SECONDS), 'du', '-s', '-k', '-x', CONTAINER_HOME];
  try {
    // Files that go while they are counted make it complain, and the sum is good all the same.
    const { stdout } = await tryInside(docker, docker.getContainer(id), argv, { LC_ALL: 'C' }, signal);
    const kibibytes = /^(\d+)\s/.exec(stdout)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * KIBIBYTE;
  } catch (error) {
    if (hasStatus(error, 404, 409)) return null;
    throw error;
  }
}
