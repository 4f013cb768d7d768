import { CliError } from '../system/errors';
import { DockerEngine } from '../system/docker-engine';

export const TARGET_CHOICES = ['auto', 'docker', 'process'] as const;
export type TargetChoice = (typeof TARGET_CHOICES)[number];

/** Where agents of an instance may run. */
export interface Targets {
  names: ('docker' | 'process')[];
  /** See {@link DockerEngine.hostAddress}. */
  dockerHostAddress: string | null;
}

/**
 * The deploy targets that were asked for.
 * @throws CliError when Docker was asked for and no engine answers
 */
export async function resolveTargets(choice: TargetChoice): Promise<Targets> {
  if (choice === 'process') return { names: ['process'], dockerHostAddress: null };
  const engine = await DockerEngine.find();
  if (engine === null) {
    if (choice === 'docker') {
      throw new CliError('no Docker engine answers: start it, or use --target process');
    }
    return { names: ['process'], dockerHostAddress: null };
  }
  const names: Targets['names'] = choice === 'docker' ? ['docker'] : ['docker', 'process'];
  return { names, dockerHostAddress: await engine.hostAddress() };
}
