import { isIP, isIPv4 } from 'node:net';
import { parseEncryptionKey } from '@nora/crypto';

/** Text as it is. */
export const text = (value: string): string => value;

/** A whole number within bounds, both included. */
export const integer =
  (least: number, most: number) =>
  (value: string): number => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new Error(`must be a whole number from ${least} to ${most}`);
    }
    return number;
  };

/** `true` or `false`. */
export const boolean = (value: string): boolean => {
  if (value !== 'true' && value !== 'false') throw new Error('must be "true" or "false"');
  return value === 'true';
};

/** One of a fixed set. */
export const oneOf =
  <const T extends string>(...known: readonly T[]) =>
  (value: string): T => {
    const found = known.find((candidate) => candidate === value);
    if (found === undefined) throw new Error(`must be one of ${known.join(', ')}`);
    return found;
  };

/** A comma-separated list of members of a fixed set. */
export const listOf =
  <const T extends string>(...known: readonly T[]) =>
  (value: string): T[] =>
    list(value).map(oneOf(...known));

/** A comma-separated list; empty members are dropped. */
export const list = (value: string): string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** The name of an installation. */
export const installationId = (value: string): string => {
  if (!/^[a-z0-9-]{4,40}$/.test(value)) throw new Error('must be 4 to 40 of a-z, 0-9 and -');
  return value;
};

/** An absolute URL of one of the given schemes, without a trailing slash. */
export const url =
  (...schemes: string[]) =>
  (value: string): string => {
    if (!URL.canParse(value) || !schemes.includes(new URL(value).protocol.slice(0, -1))) {
      throw new Error(
        `must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
      );
    }
    return value.replace(/\/+$/, '');
  };

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** The URL of an issuer, kept to the letter because it is compared so: `https`, or `http` on this machine's loopback. */
export const issuer = (value: string): string => {
  const { protocol, hostname } = new URL(url('http', 'https')(value));
  if (protocol === 'https:' || LOOPBACK.test(hostname)) return value;
  throw new Error('must begin with https://');
};

const PLACEHOLDER =
  /^(secret|password|test|default)$|^(change|replace)[-_ ]?(me|this|it)|^your[-_ ]|^(example|placeholder|insecure)/i;
/** A random secret of the least length has more, however it is written. */
const LEAST_DIFFERENT_CHARACTERS = 6;

/** A secret of at least the given number of characters that is neither a placeholder nor a pattern. */
export const secret =
  (leastLength: number) =>
  (value: string): string => {
    if (PLACEHOLDER.test(value)) throw new Error('is a placeholder: generate a random value');
    if (value.length < leastLength) throw new Error(`must have at least ${leastLength} characters`);
    if (new Set(value).size < LEAST_DIFFERENT_CHARACTERS || isRepetition(value)) {
      throw new Error('is a pattern: generate a random value');
    }
    return value;
  };

/** A password that somebody can log in with: of some length, and neither a placeholder nor a pattern. */
export const password =
  (leastLength: number, mostLength: number) =>
  (value: string): string => {
    if (value.length > mostLength) throw new Error(`must have at most ${mostLength} characters`);
    return secret(leastLength)(value);
  };

/** An e-mail address, in lower case. */
export const email = (value: string): string => {
  if (value.length > 254 || !/^[^\s@<>,;"]+@[^\s@<>,;".]+(\.[^\s@<>,;".]+)+$/.test(value)) {
    throw new Error('must be an e-mail address');
  }
  return value.toLowerCase();
};

/** Whether a text is one part over and over, the last time perhaps not to its end. */
function isRepetition(value: string): boolean {
  for (let period = 1; period <= value.length / 2; period += 1) {
    if (value.startsWith(value.slice(period))) return true;
  }
  return false;
}

/** A key of values at rest: 32 random bytes in base64. */
export const encryptionKey = parseEncryptionKey;

/** A block of IPv4 addresses in CIDR notation, with a prefix within bounds, e.g. 10.213.0.0/16. */
export const ipv4Block =
  (shortest: number, longest: number) =>
  (value: string): string => {
    const [address = '', prefix = '', ...rest] = value.split('/');
    const bits = Number(prefix);
    if (!isIPv4(address) || !/^\d+$/.test(prefix) || rest.length > 0 || bits < shortest || bits > longest) {
      throw new Error(`must be an IPv4 block with a prefix from /${shortest} to /${longest}`);
    }
    return value;
  };

/** A comma-separated list of IP addresses and of blocks of them in CIDR notation. */
export const cidrs = (value: string): string[] =>
  list(value).map((entry) => {
    const [address = '', prefix = '0', ...rest] = entry.split('/');
    const version = address.includes('%') ? 0 : isIP(address);
    const most = version === 4 ? 32 : 128;
    if (version === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > most) {
      throw new Error('must be IP addresses or blocks like 10.1.0.0/16, separated by commas');
    }
    return entry;
  });
