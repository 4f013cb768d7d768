import { refused } from './faults';

/** Ports from here on may be called, but for those below. */
const FIRST_UNPRIVILEGED = 1024;

/** Ports of what must never be talked to by HTTP: stores, queues, control planes of machines; also fetch's bad ports. */
const REFUSED_PORTS = new Set([
  ...[1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2377, 2379, 2380, 3306, 3389, 3659, 4045, 4190],
  ...[5060, 5061, 5432, 5672, 5900, 5984, 6000, 6379, 6380, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679],
  ...[6697, 7001, 9042, 9092, 9200, 9300, 10080, 10250, 10255, 11211, 26379, 27017, 50000],
]);

/** Letters, digits, dots and hyphens: what a name of a host is made of once the URL parser has seen it. */
const HOST = /^[a-z0-9_]([a-z0-9._-]*[a-z0-9_.])?$/;

/**
 * An address that may be called as far as one can see without asking DNS.
 * @throws DomainError `outbound_refused`
 */
export function targetOf(address: string | URL): URL {
  const url = URL.canParse(String(address)) ? new URL(address) : null;
  if (!url) throw refused('This address', 'it is not a URL');
  const { protocol, hostname } = url;
  if (protocol !== 'https:' && protocol !== 'http:')
    throw refused('This address', 'it is neither https nor http');
  if (url.username !== '' || url.password !== '')
    throw refused(hostname, 'the address holds a user name or a password');
  if (!hostname.startsWith('[') && !HOST.test(hostname))
    throw refused('This address', 'its host is not a name');
  const port = Number(url.port || (protocol === 'https:' ? 443 : 80));
  if (!isPort(port)) throw refused(url.host, 'this port is not one of web servers');
  return url;
}

function isPort(port: number): boolean {
  if (port === 80 || port === 443) return true;
  return port >= FIRST_UNPRIVILEGED && !REFUSED_PORTS.has(port);
}
