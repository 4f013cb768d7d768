import { isIP, isIPv6 } from 'node:net';
import { IPv4, IPv6, parse, parseCIDR } from 'ipaddr.js';

type Address = IPv4 | IPv6;
type Block = [Address, number];

/**
 * What no allow-list opens: nowhere, everybody, and the addresses at which clouds tell a machine its credentials.
 * Of link-local: AWS, Azure, Google and others (169.254.169.254), ECS (169.254.170.2).
 */
const NEVER: Block[] = [
  ...['0.0.0.0/8', '224.0.0.0/4', '255.255.255.255/32', '169.254.0.0/16'],
  // Alibaba Cloud; Azure's wire server.
  ...['100.100.100.200/32', '168.63.129.16/32'],
  ...['::/128', 'ff00::/8', 'fe80::/10'],
  // AWS, Google and Alibaba over IPv6.
  ...['fd00:ec2::254/128', 'fd20:ce::254/128', 'fd00:100::100:200/128'],
].map(block);

/** Everything that has been given out as global unicast (RFC 4291 §2.4, IANA's registry). */
const GLOBAL_UNICAST = block('2000::/3');
const NAT64 = block('64:ff9b::/96');

/**
 * Which addresses may be called: those of the public internet, and those an allow-list adds.
 * Everything that IANA has set aside is refused, and whatever carries an IPv4 address inside is judged by it.
 */
export class AddressPolicy {
  private readonly allowed: Block[];

  /** @param allowed addresses, or blocks of them in CIDR notation, beside the public ones */
  constructor(allowed: readonly string[]) {
    this.allowed = allowed.map(block);
  }

  /** Whether an address, as DNS or the system's resolver writes it, may be called. */
  permits(text: string): boolean {
    // A zone names an interface of this machine (RFC 4007 §11).
    if (isIP(text) === 0 || text.includes('%')) return false;
    const address = plain(parse(inHex(text)));
    if (NEVER.some((entry) => isIn(address, entry))) return false;
    return this.allowed.some((entry) => isIn(address, entry)) || isPublic(address);
  }
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address instanceof IPv4 || (isIn(address, GLOBAL_UNICAST) && !isIsatap(address));
}

/** Without dots in IPv6 addresses: ipaddr.js takes `::8.8.8.8` for `::ffff:8.8.8.8`, which is somewhere else. */
function inHex(text: string): string {
  return isIPv6(text) ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text;
}

/** A tunnel to the IPv4 address in its last half (RFC 5214 §6.1). */
function isIsatap(address: IPv6): boolean {
  const [high = 0, low = 0] = address.parts.slice(4);
  return (high & 0xfdff) === 0 && low === 0x5efe;
}

/** The IPv4 address that a mapped (RFC 4291 §2.5.5.2) or translated (RFC 6052) one stands for; others as they are. */
function plain(address: Address): Address {
  if (address instanceof IPv4) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return isIn(address, NAT64) ? new IPv4(address.toByteArray().slice(12)) : address;
}

function isIn(address: Address, [network, prefix]: Block): boolean {
  return address.kind() === network.kind() && address.match(network, prefix);
}

function block(text: string): Block {
  const [address, prefix] = text.includes('/') ? parseCIDR(text) : hostBlock(parse(text));
  // Written mapped, a block of IPv4 addresses is still one.
  const mapped = address instanceof IPv6 && address.isIPv4MappedAddress() && prefix >= 96;
  return mapped ? [address.toIPv4Address(), prefix - 96] : [address, prefix];
}

function hostBlock(address: Address): Block {
  return [address, address instanceof IPv4 ? 32 : 128];
}
