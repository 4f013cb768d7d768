import { randomUUID } from 'node:crypto';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUNTIME_PATHS } from '@nora/runtime-contract';
import type { LiveInstance } from '@nora/testing';
import Docker from 'dockerode';

/** A file in an agent's workspace by which its state is recognised. */
export interface Marker {
  /** Whether it is in the workspace of a running agent: the one it was put into, or another. */
  isThere(agentId?: string): Promise<boolean>;
}

const HOME_IN_CONTAINER = '/home/node';

/** Puts a file into the workspace of a running agent. */
export async function plantMarker(instance: LiveInstance, agentId: string): Promise<Marker> {
  const path = join(RUNTIME_PATHS.workspace, `marker-${randomUUID()}.md`);
  if (instance.target === 'docker') {
    const inside = join(HOME_IN_CONTAINER, path);
    await runInside(agentId, ['touch', inside]);
    return { isThere: async (other = agentId) => (await runInside(other, ['test', '-f', inside])) === 0 };
  }
  const fileOf = (id: string): string => join(instance.dataDirectory, 'agents', id, 'home', path);
  await writeFile(fileOf(agentId), '');
  return {
    isThere: (other = agentId) =>
      access(fileOf(other)).then(
        () => true,
        () => false,
      ),
  };
}

/** The only container of an agent. */
export async function containerOf(agentId: string): Promise<Docker.Container> {
  const docker = new Docker();
  const all = await docker.listContainers({ all: true });
  const own = all.filter((entry) => JSON.stringify(entry).includes(agentId));
  const [first] = own;
  if (first === undefined || own.length > 1) throw new Error(`agent ${agentId} has ${own.length} containers`);
  return docker.getContainer(first.Id);
}

/** Runs a command inside an agent's container. */
export async function runInside(agentId: string, argv: string[]): Promise<number | null> {
  const container = await containerOf(agentId);
  const exec = await container.exec({ Cmd: argv, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  stream.resume();
  await new Promise((resolve) => stream.once('close', resolve));
  const { ExitCode } = await exec.inspect();
  return ExitCode;
}
