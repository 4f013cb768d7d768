import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineGateSettings, readSettings } from '@nora/config';
import { createLog } from '../log';
import { openGate } from '../open-gate';

/** Both gates of an installation, before one engine. */
export interface TestGates {
  /** Sockets of the gates. */
  access: string;
  provision: string;
  /** Refusals that were logged, parsed. */
  logged: Record<string, unknown>[];
  close(): Promise<void>;
}

/** Opens the gates in a directory of their own. */
export async function openTestGates(
  environment: Record<string, string>,
  engine = '/var/run/docker.sock',
): Promise<TestGates> {
  const directory = await mkdtemp(join(tmpdir(), 'nora-gate-'));
  const logged: Record<string, unknown>[] = [];
  const log = createLog('engine-gate', 'warn', (line) =>
    logged.push(JSON.parse(line) as Record<string, unknown>),
  );
  const open = async (profile: string): Promise<{ socket: string; server: Server }> => {
    const socket = join(directory, `${profile}.sock`);
    const [settings] = readSettings<[EngineGateSettings]>(
      {
        ...environment,
        ENGINE_GATE_PROFILE: profile,
        ENGINE_GATE_SOCKET: socket,
        ENGINE_GATE_ENGINE: engine,
      },
      EngineGateSettings,
    );
    return { socket, server: await openGate(settings, log) };
  };
  const [access, provision] = [await open('access'), await open('provision')];
  return {
    access: access.socket,
    provision: provision.socket,
    logged,
    async close() {
      for (const { server } of [access, provision]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      await rm(directory, { recursive: true });
    },
  };
}
