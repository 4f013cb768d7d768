import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { DomainError } from '@nora/contracts';

/** Addresses no runtime ever has: unspecified, link-local (cloud metadata), multicast, broadcast. */
const REFUSED = new BlockList();
REFUSED.addSubnet('0.0.0.0', 8, 'ipv4');
REFUSED.addSubnet('169.254.0.0', 16, 'ipv4');
REFUSED.addSubnet('224.0.0.0', 3, 'ipv4');
REFUSED.addAddress('::', 'ipv6');
REFUSED.addSubnet('fe80::', 10, 'ipv6');
REFUSED.addSubnet('ff00::', 8, 'ipv6');
/** Ways of writing an IPv4 address as another: compatible, NAT64, 6to4, Teredo. No runtime is recorded so. */
REFUSED.addSubnet('::', 96, 'ipv6');
REFUSED.addSubnet('64:ff9b::', 96, 'ipv6');
REFUSED.addSubnet('64:ff9b:1::', 48, 'ipv6');
REFUSED.addSubnet('2002::', 16, 'ipv6');
REFUSED.addSubnet('2001::', 32, 'ipv6');
/** Cloud metadata over IPv6, and of a cloud that keeps it among shared addresses. */
REFUSED.addAddress('fd00:ec2::254', 'ipv6');
REFUSED.addAddress('100.100.100.200', 'ipv4');

const LOOPBACK_V6 = '::1';
/** Ports below are for services of the host. */
const FIRST_PORT = 1_024;

/** True where a runtime may listen; mapped IPv4 addresses count as what they map. */
export function isRuntimeAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  return address === LOOPBACK_V6 || !REFUSED.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Resolves a recorded endpoint, once: what comes back is an address, and the connection goes there and nowhere else.
 * @throws DomainError `runtime_refused` when it leads where no runtime is; `runtime_unreachable` when it leads nowhere
 */
export async function pinRuntimeAddress(endpoint: {
  host: string;
  port: number;
}): Promise<{ host: string; port: number }> {
  const { host, port } = endpoint;
  if (!Number.isInteger(port) || port < FIRST_PORT || port > 65_535) throw refused();
  const address = isIP(host) === 0 ? await resolved(host) : host;
  if (!isRuntimeAddress(address)) throw refused();
  return { host: address, port };
}

async function resolved(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (cause) {
    const message = 'The recorded address of this agent leads nowhere. Redeploy it.';
    throw new DomainError('runtime_unreachable', message, {}, { cause });
  }
}

function refused(): DomainError {
  return new DomainError(
    'runtime_refused',
    'The recorded address of this agent is not one a runtime can have.',
  );
}
