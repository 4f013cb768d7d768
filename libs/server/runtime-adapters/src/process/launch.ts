import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, open, rm } from 'node:fs/promises';
import { arch } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { RuntimeFile } from '../ports';
import { identify, type ProcessIdentity } from '../process-identity';

/** An agent's place on this host and the user it runs as. */
export interface AgentProcess {
  agentId: string;
  home: string;
  run: string;
  uid: number | null;
  runtime: string;
  sidecar: string;
}

/** Starts the sidecar in a session of its own, so that it outlives the worker. */
export async function launchSidecar(agent: AgentProcess): Promise<ProcessIdentity> {
  // A new file, because the agent's user owns the directory and could have put a link in its place.
  await rm(join(agent.run, 'boot.log'), { force: true });
  const bootLog = await open(join(agent.run, 'boot.log'), 'wx', 0o600);
  try {
    const node = await nodeFor(agent.runtime);
    const argv = [agent.sidecar, '--home', agent.home, '--runtime', agent.runtime, '--run-dir', agent.run];
    const child = spawn(node, argv, {
      ...identityOf(agent),
      cwd: agent.home,
      env: environmentOf(agent, node),
      detached: true,
      stdio: ['ignore', bootLog.fd, bootLog.fd],
    });
    await once(child, 'spawn');
    child.unref();
    const identity = child.pid === undefined ? null : await identify(child.pid);
    if (!identity) throw new Error('The runtime ended as soon as it was started.');
    return identity;
  } finally {
    await bootLog.close();
  }
}

/**
 * Writes files below an agent's home as the agent's own user, so that no link in the home can lead elsewhere.
 * They go through standard input, because a command line can be seen by everyone on the host.
 */
export async function sendFiles(
  agent: AgentProcess,
  files: RuntimeFile[],
  signal: AbortSignal,
): Promise<void> {
  const { code, said } = await runSidecar(agent, '--receive', JSON.stringify(files), signal);
  if (code !== 0) throw new Error(`The files could not be written: ${said}`);
}

/**
 * Makes state that was copied in the agent's own, as its own user: another agent made the files that are read.
 */
export async function adoptState(agent: AgentProcess, signal: AbortSignal): Promise<void> {
  const { code, said } = await runSidecar(agent, '--adopt', '', signal);
  if (code !== 0) throw new Error(`The copied state could not be adopted: ${said}`);
}

async function runSidecar(
  agent: AgentProcess,
  task: string,
  input: string,
  signal: AbortSignal,
): Promise<{ code: number | null; said: string }> {
  const node = await nodeFor(agent.runtime);
  const child = spawn(node, [agent.sidecar, '--home', agent.home, task], {
    ...identityOf(agent),
    cwd: agent.home,
    env: environmentOf(agent, node),
    stdio: ['pipe', 'ignore', 'pipe'],
    signal,
  });
  const [said, [code]] = await Promise.all([
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
    new Promise<void>((resolve) => {
      child.stdin.on('error', () => resolve());
      child.stdin.end(input, () => resolve());
    }),
  ]);
  return { code, said: said.trim().slice(0, 500) };
}

/** Node of the installation, which is the release OpenClaw needs; otherwise the one Nora runs on. */
export async function nodeFor(runtime: string): Promise<string> {
  const own = join(runtime, 'node_modules', `node-linux-${arch()}`, 'bin/node');
  try {
    await access(own, constants.X_OK);
    return own;
  } catch {
    return process.execPath;
  }
}

function identityOf({ uid }: AgentProcess): { uid?: number; gid?: number } {
  return uid === null ? {} : { uid, gid: uid };
}

function environmentOf({ agentId, home }: AgentProcess, node: string): Record<string, string> {
  return { PATH: `${dirname(node)}:/usr/bin:/bin`, HOME: home, LANG: 'C.UTF-8', NORA_AGENT_ID: agentId };
}
