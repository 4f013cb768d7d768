import { randomUUID } from 'node:crypto';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUNTIME_PATHS } from '@nora/runtime-contract';
import type { LiveInstance } from '@nora/testing';
import Docker from 'dockerode';

/** A file in an agent's workspace by which its state is recognised. */
export interface Marker {
  isThere(): Promise<boolean>;
}

const HOME_IN_CONTAINER = '/home/node';

/** Puts a file into the workspace of a running agent. */
export async function plantMarker(instance: LiveInstance, agentId: string): Promise<Marker> {
  const path = join(RUNTIME_PATHS.workspace, `marker-${randomUUID()}.md`);
  if (instance.target === 'docker') {
    const inside = join(HOME_IN_CONTAINER, path);
    await runInside(agentId, ['touch', inside]);
    return { isThere: async () => (await runInside(agentId, ['test', '-f', inside])) === 0 };
  }
  const file = join(instance.dataDirectory, 'agents', agentId, 'home', path);
  await writeFile(file, '');
  return {
    isThere: () =>
      access(file).then(
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

async function runInside(agentId: string, argv: string[]): Promise<number | null> {
  const container = await containerOf(agentId);
  const exec = await container.exec({ Cmd: argv, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  stream.resume();
  await new Promise((resolve) => stream.once('close', resolve));
  const { ExitCode } = await exec.inspect();
  return ExitCode;
}
