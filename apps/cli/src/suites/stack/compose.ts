import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CHECKOUT } from '../../system/checkout';

/** The classic builder, which every engine has; buildx may not be installed. Compose 2 brings a builder of its own. */
export const BUILDER = { DOCKER_BUILDKIT: '0', COMPOSE_DOCKER_CLI_BUILD: '0' };

/** How long Compose may take to say its version. */
const PATIENCE_MS = 20_000;

/** Compose 2, or the older program of its own where there is no other; null where there is neither. */
export function findCompose(): readonly string[] | null {
  const known = [['docker', 'compose'], ['docker-compose']];
  return known.find(([file = '', ...argv]) => answers(file, argv)) ?? null;
}

/** The command line of Compose for one stack, to which a command is added. */
export function composeArgv(
  compose: readonly string[],
  environmentFile: string,
  overlays: readonly string[],
): string[] {
  const files = [join(CHECKOUT, 'docker/compose.yml'), ...overlays];
  return [...compose, '--env-file', environmentFile, ...files.flatMap((file) => ['--file', file])];
}

function answers(file: string, argv: readonly string[]): boolean {
  return spawnSync(file, [...argv, 'version'], { stdio: 'ignore', timeout: PATIENCE_MS }).status === 0;
}
