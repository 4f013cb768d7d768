import { createHash } from 'node:crypto';
import { bridgePrefix, shortHash } from './names';

/** An address and TCP port. */
export interface SocketAddress {
  /** IPv4. */
  address: string;
  port: number;
}

/** What decides what agents of an installation may reach. */
export interface EgressPolicy {
  installationId: string;
  /** Where agents reach Nora on the engine's host. */
  listener: SocketAddress[];
  /** The control plane's data stores beyond this host. */
  protectedAddresses: SocketAddress[];
}

/** Names of the chains of one installation; Linux allows 28 characters. */
export interface Chains {
  /** Packets of agents to the host itself. */
  toHost: string;
  /** Packets of agents to anywhere else. */
  outward: string;
}

/** A place from which packets of agents are sent into a chain. */
export interface Jump {
  from: 'INPUT' | 'DOCKER-USER';
  to: string;
}

/** Where clouds answer with credentials: link-local addresses, and two that lie elsewhere. */
const METADATA = ['169.254.0.0/16', '100.100.100.200/32', '168.63.129.16/32'];
const REPLIES = '-m conntrack --ctstate RELATED,ESTABLISHED';
const DNS = ['-p udp -m udp --dport 53', '-p tcp -m tcp --dport 53'];

/** The chains of an installation. */
export function chainsOf(installationId: string): Chains {
  const id = shortHash(installationId, 12).toUpperCase();
  return { toHost: `NORA-${id}-HOST`, outward: `NORA-${id}-OUT` };
}

/** The names of {@link chainsOf}. */
export function chainNames(installationId: string): string[] {
  const { toHost, outward } = chainsOf(installationId);
  return [toHost, outward];
}

/** Where the chains are entered from. */
export function jumpsOf(installationId: string): Jump[] {
  const { toHost, outward } = chainsOf(installationId);
  return [
    { from: 'INPUT', to: toHost },
    { from: 'DOCKER-USER', to: outward },
  ];
}

/** Arguments that send packets of an interface into a chain. */
export function jumpArguments({ from, to }: Jump, bridge: string): string[] {
  return [from, '-i', bridge, '-j', to];
}

/** Matches every bridge of the installation. */
export function bridgePattern(installationId: string): string {
  return `${bridgePrefix(installationId)}+`;
}

/**
 * The rules of both chains. Replies pass first: Nora's own connections into a container come from the host.
 * Names are resolved wherever the host's resolver sends its questions, which in some clouds is a metadata address.
 */
export function rulesOf({ installationId, listener, protectedAddresses }: EgressPolicy): string[] {
  const { toHost, outward } = chainsOf(installationId);
  const rules = [
    `-A ${toHost} ${REPLIES} -j ACCEPT`,
    ...listener.map(
      ({ address, port }) => `-A ${toHost} -d ${address}/32 -p tcp -m tcp --dport ${port} -j ACCEPT`,
    ),
    ...DNS.map((match) => `-A ${toHost} ${match} -j ACCEPT`),
    `-A ${toHost} -j REJECT`,
    `-A ${outward} ${REPLIES} -j RETURN`,
    ...METADATA.flatMap((block) => DNS.map((match) => `-A ${outward} -d ${block} ${match} -j RETURN`)),
    ...METADATA.map((block) => `-A ${outward} -d ${block} -j REJECT`),
    ...protectedAddresses.map(
      ({ address, port }) => `-A ${outward} -d ${address}/32 -p tcp -m tcp --dport ${port} -j REJECT`,
    ),
  ];
  return rules;
}

/** Stands in a comment of each chain and tells whether it holds the wanted rules. */
export function markOf(rules: string[]): string {
  return `nora ${createHash('sha256').update(rules.join('\n')).digest('hex').slice(0, 16)}`;
}

/** Input of `iptables-restore --noflush` that replaces both chains at once and leaves everything else. */
export function restoreInput(installationId: string, rules: string[]): string {
  const { toHost, outward } = chainsOf(installationId);
  const mark = `-m comment --comment "${markOf(rules)}"`;
  return [
    '*filter',
    ...[toHost, outward].map((chain) => `:${chain} - [0:0]`),
    // A rule without a target only counts.
    ...[toHost, outward].map((chain) => `-A ${chain} ${mark}`),
    ...rules,
    'COMMIT',
    '',
  ].join('\n');
}

/** Whether the listing of a chain (`iptables -S`) holds the wanted rules, all and no more. */
export function isCurrent(listing: string, chain: string, rules: string[]): boolean {
  const lines = listing.split('\n').filter((line) => line.startsWith(`-A ${chain} `));
  const wanted = rules.filter((rule) => rule.startsWith(`-A ${chain} `));
  return lines.length === wanted.length + 1 && (lines[0] ?? '').includes(`"${markOf(rules)}"`);
}
