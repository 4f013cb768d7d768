import { isIPv4 } from 'node:net';

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

const PLACEHOLDER = /^(change[-_ ]?me|secret|password|example|placeholder|your[-_ ].*|(.)\2*)$/i;

/** A secret of at least the given number of characters that is not a placeholder. */
export const secret =
  (leastLength: number) =>
  (value: string): string => {
    if (PLACEHOLDER.test(value)) throw new Error('is a placeholder: generate a random value');
    if (value.length < leastLength) throw new Error(`must have at least ${leastLength} characters`);
    return value;
  };

/** 32 bytes, base64. */
export const key256 = (value: string): Buffer => {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== 32) throw new Error('must be 32 bytes in base64 (openssl rand -base64 32)');
  return bytes;
};

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
