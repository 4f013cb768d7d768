import { CliError } from '../system/errors';
import { readJson, writePrivateFile } from '../system/files';
import { findFreePort, isFree } from '../system/ports';

/** Loopback ports that an instance keeps from one start to the next. */
export interface KeptPorts {
  postgres: number;
  redis: number;
  /** Agents know this one: it cannot change while they live. */
  runtimeListener: number;
}

/**
 * The kept ports, new ones where there are none yet or where another program took one.
 * @throws CliError when the port that the agents know is taken
 */
export async function ensurePorts(path: string): Promise<KeptPorts> {
  const kept = readJson<Partial<KeptPorts>>(path) ?? {};
  const taken = new Set<number>();
  const choose = async (port: number | undefined): Promise<number> => {
    const chosen = port !== undefined && (await isFree(port)) ? port : await findFreePort(taken);
    taken.add(chosen);
    return chosen;
  };
  if (kept.runtimeListener !== undefined && !(await isFree(kept.runtimeListener))) {
    throw new CliError(
      `port ${kept.runtimeListener}, where the agents of this instance reach Nora, is in use by another program: end that program`,
    );
  }
  const ports: KeptPorts = {
    runtimeListener: await choose(kept.runtimeListener),
    postgres: await choose(kept.postgres),
    redis: await choose(kept.redis),
  };
  writePrivateFile(path, `${JSON.stringify(ports, null, 2)}\n`);
  return ports;
}
