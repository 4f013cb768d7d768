import { chmod, lstat, rm } from 'node:fs/promises';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { EngineGateSettings } from '@nora/config';
import { Admission } from './admission';
import { Engine } from './engine';
import { createGate } from './gate';
import type { Log } from './log';
import { Ownership } from './ownership';

/**
 * Opens a gate on its socket, which only the user of this process may use.
 * @throws Error when something that is no socket lies there
 */
export async function openGate(settings: EngineGateSettings, log: Log): Promise<Server> {
  const engine = new Engine(settings.engine);
  const ownership = new Ownership(engine, settings.installationId);
  const admission = new Admission(settings.profile, settings, ownership);
  const server = createGate({ admission, engine, log });
  await removeSocket(settings.socket);
  const umask = process.umask(0o177);
  try {
    server.listen(settings.socket);
    await once(server, 'listening');
  } finally {
    process.umask(umask);
  }
  await chmod(settings.socket, 0o600);
  return server;
}

/** One that an earlier process has left. */
async function removeSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (!found) return;
  if (!found.isSocket()) throw new Error(`${path} is there and is no socket.`);
  await rm(path);
}
