import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { DomainError } from '@nora/contracts';

/** Addresses no runtime ever has: unspecified, link-local (cloud metadata), multicast, broadcast. */
const REFUSED = new BlockList();
REFUSED.addSubnet('0.0.0.0', 8, 'ipv4');
REFUSED.addSubnet('169.254.0.0', 16, 'ipv4');
REFUSED.addSubnet('224.0.0.0', 3, 'ipv4');
REFUSED.addAddress('::', 'ipv6');
REFUSED.addSubnet('fe80::', 10, 'ipv6');
REFUSED.addSubnet('ff00::', 8, 'ipv6');

/** True where a runtime may listen; mapped IPv4 addresses count as what they map. */
export function isRuntimeAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  return !REFUSED.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** @throws DomainError `runtime_refused` when a recorded endpoint leads where no runtime is */
export function requireRuntimeHost(host: string): void {
  if (isIP(host) !== 0 && !isRuntimeAddress(host)) throw refused();
}

/** Resolves a name once, for one connection, and refuses what it must not lead to. */
export const runtimeLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: false }, (error, address, family) => {
    if (error) callback(error, '', 0);
    else if (!isRuntimeAddress(address)) callback(refused(), '', 0);
    else if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  });
};

function refused(): DomainError {
  return new DomainError(
    'runtime_refused',
    'The recorded address of this agent is not one a runtime can have.',
  );
}
