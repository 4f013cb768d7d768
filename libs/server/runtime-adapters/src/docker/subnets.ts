import { createHash } from 'node:crypto';

/** A block of IPv4 addresses, both ends included. */
export interface Block {
  first: number;
  last: number;
}

/** Addresses of one agent's network: the engine's gateway, the agent, Nora, and some to spare. */
const PREFIX = 28;
const SIZE = 2 ** (32 - PREFIX);

/**
 * Reads CIDR notation; bits beyond the prefix are dropped.
 * @returns null for anything but an IPv4 block
 */
export function parseBlock(cidr: string): Block | null {
  const [, a, b, c, d, prefix] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr) ?? [];
  const octets = [a, b, c, d].map(Number);
  const bits = Number(prefix);
  if (prefix === undefined || bits > 32 || octets.some((octet) => octet > 255)) return null;
  const size = 2 ** (32 - bits);
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const first = address - (address % size);
  return { first, last: first + size - 1 };
}

/** The address that the engine takes in a block for itself when nobody names one: the first. */
export function firstAddress(cidr: string): string | null {
  const block = parseBlock(cidr);
  return block && addressText(block.first + 1);
}

/**
 * The subnets of a pool that touch nothing that is taken, in the order in which an agent tries them: each agent
 * begins at a place of its own, so that workers that allocate at the same time seldom choose the same.
 * @throws Error when the pool is no IPv4 block
 */
export function* freeSubnets(pool: string, taken: Block[], agentId: string): Generator<string, void> {
  const block = parseBlock(pool);
  if (!block) throw new Error(`${pool} is not an IPv4 block.`);
  const count = Math.floor((block.last - block.first + 1) / SIZE);
  if (count === 0) return;
  const start = createHash('sha256').update(agentId).digest().readUInt32BE(0) % count;
  for (let step = 0; step < count; step += 1) {
    const first = block.first + ((start + step) % count) * SIZE;
    const last = first + SIZE - 1;
    if (!taken.some((other) => first <= other.last && other.first <= last)) {
      yield `${addressText(first)}/${PREFIX}`;
    }
  }
}

function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
