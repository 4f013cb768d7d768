import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DataDirectory } from '../instance/data-directory';
import { isExposed, readSecrets } from '../instance/secrets';
import { DockerEngine } from '../system/docker-engine';
import { messageOf } from '../system/errors';
import { fail, ok, warn } from './check';
import type { CheckResult } from './check';

const GIB = 1024 ** 3;
// The OpenClaw install takes about 0.7 GiB, its image 0.8 GiB, and an agent's state some more.
const LITTLE_SPACE = 5 * GIB;
const NO_SPACE = GIB;

/** Whether the data directory's disk has room. */
export async function checkDisk({ path }: DataDirectory): Promise<CheckResult> {
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  const detail = `${(free / GIB).toFixed(1)} GiB are free for ${path}`;
  const remedy = 'free some space, or choose another disk with --data';
  if (free < NO_SPACE) return fail('disk', detail, remedy);
  return free < LITTLE_SPACE ? warn('disk', detail, remedy) : ok('disk', detail);
}

/** Whether the secrets are there and nobody else can read them. */
export function checkSecrets({ secrets }: DataDirectory): CheckResult {
  if (!existsSync(secrets)) return warn('secrets', 'there are none yet', 'run ./nora up, which makes them');
  if (isExposed(secrets)) {
    const mode = (statSync(secrets).mode & 0o777).toString(8);
    return fail('secrets', `${secrets} has mode ${mode}: others can read it`, `chmod 600 ${secrets}`);
  }
  try {
    readSecrets(secrets);
    return ok('secrets', 'present, and readable by their owner only');
  } catch (error) {
    return fail('secrets', messageOf(error), 'restore the file from a backup');
  }
}

/** Whether a container engine answers, and whether the runtime is ready on each target. */
export async function checkTargets(directory: DataDirectory): Promise<CheckResult[]> {
  const engine = await DockerEngine.find();
  const docker =
    engine === null
      ? warn('docker', 'no engine answers: agents run as processes, for evaluation', 'start a Docker engine')
      : ok('docker', `engine ${engine.version} answers`);
  return [docker, await checkRuntime(directory, engine)];
}

async function checkRuntime({ path }: DataDirectory, engine: DockerEngine | null): Promise<CheckResult> {
  const found = (await engine?.runtimeImages()) ?? [];
  const installed = existsSync(join(path, 'runtimes'));
  if (found.length > 0) return ok('runtime', `image ${found.join(', ')} is here`);
  if (installed) return ok('runtime', `installed below ${join(path, 'runtimes')}`);
  return warn(
    'runtime',
    'OpenClaw is not prepared yet',
    'nothing to do: the first deployment prepares it, in some minutes',
  );
}
