import { join } from 'node:path';
import { CHECKOUT } from '../../system/checkout';
import { CliError } from '../../system/errors';
import { DockerEngine } from '../../system/docker-engine';
import { runNode, runProgram } from '../run-program';

/** Images that docker/compose.yml takes from a registry, and what makes them where there is none. */
const FOREIGN = {
  'node:24-bookworm-slim': 'base-image.sh',
  'postgres:15-bookworm': 'store-images.sh',
  'redis:7-bookworm': 'store-images.sh',
};

/**
 * Sees to it that the engine has what docker/compose.yml builds upon.
 * @throws CliError when something can neither be pulled nor be made
 */
export async function ensureForeignImages(engine: DockerEngine): Promise<void> {
  for (const [image, script] of Object.entries(FOREIGN)) {
    if (await engine.ensureImage(image)) continue;
    await must(`${image} cannot be pulled, and tools/${script} failed`, () =>
      runProgram(join(CHECKOUT, 'tools', script), []),
    );
  }
}

/** Puts what was built together in dist/images. */
export async function assembleContext(): Promise<void> {
  await must('the build context could not be put together', () =>
    runNode([join(CHECKOUT, 'tools/assemble-image-context.mjs')]),
  );
}

/** @throws CliError with what is given, unless the program ends well */
export async function must(what: string, act: () => Promise<number | null>): Promise<void> {
  const status = await act();
  if (status !== 0)
    throw new CliError(`${what} (${status === null ? 'ended by a signal' : `code ${status}`})`);
}
