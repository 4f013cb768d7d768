import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { LiveInstance } from '@nora/testing';
import Docker from 'dockerode';
import { containerOf } from './agent-home';
import { hostProcesses } from './host-processes';

/** Where a secret was found, as “name in place”. */
export type Finding = string;

/**
 * Looks for secrets in all that an agent, or what it runs, can read: every byte of its home, the environments and
 * arguments of its processes, and with Docker also the container, its image and its output.
 */
export async function findInside(
  instance: LiveInstance,
  agentId: string,
  secrets: Record<string, string>,
): Promise<Finding[]> {
  const processes = hostProcesses().filter(({ argv, environment }) =>
    [...argv, ...environment].some((text) => text.includes(agentId)),
  );
  if (processes.every(({ environment }) => environment.length === 0)) {
    throw new Error(`no process of the agent ${agentId} shows its environment`);
  }
  const texts: [string, string][] = processes.flatMap(({ pid, argv, environment }) => [
    [`the arguments of ${pid}`, argv.join('\n')],
    [`the environment of ${pid}`, environment.join('\n')],
  ]);
  const inEngine = instance.target === 'docker' ? await engineTextsOf(agentId) : [];
  const found = [...texts, ...inEngine].flatMap(([place, text]) =>
    namesIn(Buffer.from(text), secrets).map((name) => `${name} in ${place}`),
  );
  for await (const [place, stream] of homeOf(instance, agentId)) {
    for (const name of await namesInStream(stream, secrets)) found.push(`${name} in ${place}`);
  }
  return found;
}

/** What the engine tells whoever may look, and what it keeps. */
async function engineTextsOf(agentId: string): Promise<[string, string][]> {
  const docker = new Docker();
  const container = await containerOf(agentId);
  const details = await container.inspect();
  const image = docker.getImage(details.Image);
  return [
    ['the container', JSON.stringify(details)],
    ['the processes of the container', JSON.stringify(await container.top())],
    ['the image', JSON.stringify(await image.inspect())],
    ['the history of the image', JSON.stringify(await image.history())],
    ['the output', String(await container.logs({ stdout: true, stderr: true }))],
  ];
}

/** Everything below the home, databases too, and what is kept beside it. */
async function* homeOf(
  { target, dataDirectory }: LiveInstance,
  agentId: string,
): AsyncGenerator<[string, Readable]> {
  if (target === 'docker') {
    const container = await containerOf(agentId);
    for (const path of ['/home/node', '/tmp']) {
      yield [path, Readable.from(await container.getArchive({ path }))];
    }
    return;
  }
  const directory = join(dataDirectory, 'agents', agentId);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) yield [path, createReadStream(path)];
  }
}

/** A file that goes away meanwhile, as journals of databases do, holds nothing. */
async function namesInStream(stream: Readable, secrets: Record<string, string>): Promise<string[]> {
  const overlap = Math.max(...Object.values(secrets).map(({ length }) => length));
  const found = new Set<string>();
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.concat([rest, chunk as Buffer]);
      for (const name of namesIn(bytes, secrets)) found.add(name);
      rest = bytes.subarray(-overlap);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return [...found];
}

function namesIn(bytes: Buffer, secrets: Record<string, string>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => (bytes.includes(secret) ? [name] : []));
}
