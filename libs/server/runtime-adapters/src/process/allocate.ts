import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { RuntimeListen } from '@nora/runtime-contract';

/** Below the range from which Linux takes ports for outgoing connections (32768 and up). */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;
/** An OpenClaw gateway uses ports up to its own + 110 for its browser. */
const PORTS_PER_AGENT = 120;
const SIDECAR_OFFSET = 119;

/** Far above the numbers of people, services and containers. */
const FIRST_UID = 1_000_000_000;
const UIDS = 1_000_000_000;

type Ports = RuntimeListen['ports'];

/**
 * Ports that no other agent has and that are free now.
 * @throws Error when there are none left
 */
export async function allocatePorts(taken: Ports[]): Promise<Ports> {
  const used = new Set(taken.map(({ gateway }) => gateway));
  for (let gateway = FIRST_PORT; gateway < LAST_PORT; gateway += PORTS_PER_AGENT) {
    const ports = { gateway, sidecar: gateway + SIDECAR_OFFSET };
    if (!used.has(gateway) && (await areFree(ports))) return ports;
  }
  throw new Error(`No free ports are left for agents between ${FIRST_PORT} and ${LAST_PORT}.`);
}

/** Whether nobody listens on them on loopback. */
export async function areFree({ gateway, sidecar }: Ports): Promise<boolean> {
  return (await isFree(gateway)) && (await isFree(sidecar));
}

/**
 * A user number for an agent that no other agent here has. It is derived from the names, so that installations
 * that share a host do not choose the same one.
 */
export function allocateUid(installationId: string, agentId: string, taken: (number | null)[]): number {
  const hash = createHash('sha256').update(`${installationId}/${agentId}`).digest();
  const first = hash.readUInt32BE() % UIDS;
  for (let step = 0; step <= taken.length; step += 1) {
    const uid = FIRST_UID + ((first + step) % UIDS);
    if (!taken.includes(uid)) return uid;
  }
  throw new Error('No user number is left for another agent.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
