import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { Container } from 'dockerode';
import type { RuntimeHandle } from '../ports';
import { orNull, tolerating } from './errors';
import { storageMissing } from './faults';
import { helperOptions } from './helper-spec';
import { helperName, LABELS } from './names';

const SAID = 2_000;

/** A container that holds an agent's storage for a moment, with no network and no rights. */
export interface HelperInput {
  docker: Docker;
  installationId: string;
  /** Whose storage it holds. */
  handle: RuntimeHandle;
  image: string;
  argv: string[];
}

/** Does something with a helper that is not started, e.g. reads from its storage, and removes it. */
export async function withHelper<T>(
  { docker, installationId, handle, image, argv }: HelperInput,
  signal: AbortSignal,
  work: (helper: Container) => Promise<T>,
): Promise<T> {
  const volume = await orNull(() => docker.getVolume(handle.id).inspect());
  // The engine would make a missing volume, empty.
  if ((volume?.Labels ?? {})[LABELS.installation] !== installationId) throw storageMissing(handle.id);
  await removeHelper(docker, handle);
  const options = helperOptions({ installationId, agentId: handle.agentId, image, argv });
  const helper = await docker.createContainer({ ...options, abortSignal: signal });
  try {
    return await work(helper);
  } finally {
    await removeHelper(docker, handle);
  }
}

/**
 * Runs a helper to its end.
 * @throws Error with what it said when it fails
 */
export async function runHelper(input: HelperInput, signal: AbortSignal): Promise<void> {
  await withHelper(input, signal, async (helper) => {
    await helper.start({ abortSignal: signal });
    const { StatusCode } = (await helper.wait({ abortSignal: signal })) as { StatusCode: number };
    if (StatusCode === 0) return;
    const said = (await helper.logs({ stderr: true, stdout: true, follow: false })).toString('utf8');
    throw new Error(`The copied state could not be prepared (exit code ${StatusCode}): ${said.slice(-SAID)}`);
  });
}

/** Takes away a helper that a worker that died has left. */
export async function removeHelper(docker: Docker, { id }: RuntimeHandle): Promise<void> {
  await tolerating([404, 409], () => docker.getContainer(helperName(id)).remove({ force: true }));
}

/** A directory or file of a container as a tar; null when it is not there. */
export async function archiveOf(
  container: Container,
  path: string,
  signal: AbortSignal,
): Promise<Readable | null> {
  const stream = await orNull(() => container.getArchive({ path, abortSignal: signal }));
  return stream as Readable | null;
}
