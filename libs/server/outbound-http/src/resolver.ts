import { lookup, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import type { AddressPolicy } from './address-policy';
import { failed, refused } from './faults';

/** Asks for all addresses of a name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

/** All of these are this machine (RFC 6761 §6.3), whether or not the resolver knows it. */
const LOCALHOST = /^(.*\.)?localhost\.?$/;

const lookupAll = promisify(lookup);

/** The system's resolver, with its hosts file. */
export const systemResolver: Resolve = (hostname) => lookupAll(hostname, { all: true });

/**
 * The addresses at which a host may be called. One that may not be called bars them all: a name with an inner and an
 * outer address is a trap or a mistake.
 * @param hostname as the URL parser left it; an IPv6 address in brackets
 * @throws DomainError `outbound_refused`, `outbound_failed`
 */
export async function addressesOf(
  hostname: string,
  policy: AddressPolicy,
  resolve: Resolve,
): Promise<LookupAddress[]> {
  const addresses = await candidates(hostname, resolve);
  if (addresses.length === 0) throw failed(hostname, 'it has no address');
  if (addresses.every(({ address }) => policy.permits(address))) return addresses;
  throw refused(hostname, 'it is in a network that is not open to Nora (OUTBOUND_ALLOWED_CIDRS)');
}

/** Whether a host is an address itself, as the URL parser left it. */
export function isLiteral(hostname: string): boolean {
  return isIP(bare(hostname)) !== 0;
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

async function candidates(hostname: string, resolve: Resolve): Promise<LookupAddress[]> {
  const literal = bare(hostname);
  const family = isIP(literal);
  if (family !== 0) return [{ address: literal, family }];
  try {
    return await resolve(LOCALHOST.test(hostname) ? 'localhost' : hostname);
  } catch (error) {
    throw failed(hostname, 'its name is not known', error);
  }
}
