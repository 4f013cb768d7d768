// What the edge is told by its environment, checked before nginx sees any of it. docs/nginx.md lists it.
import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { readCertificate } from './certificate.mjs';

export const MODES = ['local', 'public', 'proxy'];

/** More workers than this only cost memory: what the edge does is little. */
const MOST_WORKERS = 8;
/** Headers, and the frame of a form, come on top of the largest file. */
const BODY_SLACK_MB = 14;
const DEFAULT_UPLOAD_MB = 50;
const ONE_YEAR_SECONDS = 31_536_000;

const HOST = /^(?=.{1,253}$)(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/i;
/** Nothing that ends a word in nginx's configuration. */
const PLAIN_PATH = /^\/[A-Za-z0-9._/+@=-]*$/;

/** Everything that is wrong with the environment, at once. */
export class SettingsError extends Error {
  constructor(faults) {
    super(['The edge cannot be configured:', ...faults.map((fault) => `  - ${fault}`)].join('\n'));
    this.faults = faults;
  }
}

/**
 * The settings of the edge.
 * @param environment names and values, as in `process.env`; an empty value counts as absent
 * @throws SettingsError with all faults
 */
export function readSettings(environment) {
  const faults = [];
  const read = (name, parse, fallback) => {
    const value = environment[name]?.trim();
    if (value === undefined || value === '') return fallback;
    try {
      return parse(value);
    } catch (error) {
      faults.push(`${name} ${error.message}`);
      return fallback;
    }
  };
  const mode = read('NORA_EDGE_MODE', oneOf(MODES), 'local');
  const domain = read('NORA_DOMAIN', publicHost, null);
  const acmeWebroot = read('ACME_WEBROOT', directory, null);
  const uploads = read('FILES_UPLOAD_LIMIT_MB', integer(1, 1_048_576), DEFAULT_UPLOAD_MB);
  const gateway = read('GATEWAY_BODY_LIMIT_MB', integer(1, 1_048_576), DEFAULT_UPLOAD_MB);
  const settings = {
    mode,
    domain,
    acmeWebroot,
    upstream: read('NORA_API_UPSTREAM', address, 'api:8080'),
    listen: read('NORA_EDGE_LISTEN', listOf(listener), ['8080']),
    tlsListen: read('NORA_EDGE_TLS_LISTEN', listOf(listener), ['8443']),
    trustedProxies: read('TRUSTED_PROXIES', listOf(block), []),
    hstsSeconds: read('HSTS_MAX_AGE_SECONDS', integer(0, 10 * ONE_YEAR_SECONDS), ONE_YEAR_SECONDS),
    authPerMinute: read('RATE_LIMIT_EDGE_AUTH', integer(0, 100_000), 60),
    bodyLimitMb: Math.max(uploads, gateway) + BODY_SLACK_MB,
    pages: read('NORA_EDGE_PAGES', path, '/usr/share/nora'),
    state: read('NORA_EDGE_STATE', path, '/tmp'),
    accessLog: read('NORA_EDGE_ACCESS_LOG', accessLog, '/dev/stdout'),
    mimeTypes: read('NORA_EDGE_MIME_TYPES', path, '/etc/nginx/mime.types'),
    workers: read('NORA_EDGE_WORKERS', integer(1, 512), Math.min(availableParallelism(), MOST_WORKERS)),
    user: read('NORA_EDGE_USER', word, null),
    reloadSeconds: read('TLS_RELOAD_SECONDS', integer(1, 86_400), 10),
    drainSeconds: read('NORA_EDGE_DRAIN_SECONDS', integer(0, 86_400), 8),
    certificate: null,
    key: null,
  };
  if (mode === 'public') {
    if (!environment['NORA_DOMAIN']?.trim()) {
      faults.push('NORA_DOMAIN is missing: the host name that browsers type');
    } else if (domain !== null && isIP(domain.host.replace(/^\[|\]$/g, '')) !== 0) {
      faults.push('NORA_DOMAIN must be a name, not an address');
    }
    settings.certificate = read('TLS_CERTIFICATE', path, null);
    settings.key = read('TLS_KEY', path, null);
    for (const name of ['TLS_CERTIFICATE', 'TLS_KEY']) {
      if (!environment[name]?.trim()) faults.push(`${name} is missing: a file in PEM form`);
    }
    // Without a certificate the edge waits for the one that its ACME companion fetches.
    if (acmeWebroot === null && !environment['ACME_WEBROOT']?.trim()) faults.push(...faultsOfFiles(settings));
  }
  if (mode === 'proxy' && !environment['TRUSTED_PROXIES']?.trim()) {
    faults.push('TRUSTED_PROXIES is missing: the addresses of the proxy in front, as the edge sees them');
  }
  if (mode !== 'proxy' && settings.trustedProxies.length > 0) {
    faults.push(`TRUSTED_PROXIES is set, and NORA_EDGE_MODE is ${mode}: only the mode proxy trusts one`);
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return settings;
}

/** Whether there is a certificate with its key. */
export function hasCertificate(settings) {
  return settings.certificate !== null && settings.key !== null && faultsOfFiles(settings).length === 0;
}

function faultsOfFiles(settings) {
  if (settings.certificate === null || settings.key === null) return [];
  try {
    readCertificate(settings);
    return [];
  } catch (error) {
    return [`${error.setting} ${error.message}`];
  }
}

function oneOf(known) {
  return (value) => {
    if (!known.includes(value)) throw new Error(`must be one of ${known.join(', ')}`);
    return value;
  };
}

function integer(least, most) {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new Error(`must be a whole number from ${least} to ${most}`);
    }
    return number;
  };
}

function listOf(parse) {
  return (value) => {
    const members = value.split(',').map((member) => member.trim());
    const faults = [];
    const parsed = members.flatMap((member) => {
      try {
        return [parse(member)];
      } catch (error) {
        faults.push(error.message);
        return [];
      }
    });
    if (faults.length > 0) throw new Error(faults.join('; '));
    return parsed;
  };
}

/** An address or a CIDR block. One that holds everybody would let anybody claim any address. */
function block(value) {
  const [base = '', bits, ...rest] = value.split('/');
  const family = isIP(base);
  const most = family === 4 ? 32 : 128;
  const length = bits === undefined ? most : Number(bits);
  const isBlock = bits === undefined || /^\d{1,3}$/.test(bits);
  if (family === 0 || rest.length > 0 || !isBlock || length > most || base.includes('%')) {
    throw new Error(`holds "${value}", which is neither an address nor a CIDR block such as 10.0.0.0/8`);
  }
  if (length === 0) throw new Error(`holds "${value}", which trusts everybody`);
  return value;
}

/** `host` or `host:port`, as browsers type it. */
function publicHost(value) {
  const { host, port } = hostAndPort(value);
  return {
    host: host.toLowerCase(),
    origin: `https://${host.toLowerCase()}${port === null ? '' : `:${port}`}`,
  };
}

/** `host:port`, for an upstream. */
function address(value) {
  const { host, port } = hostAndPort(value);
  if (port === null) throw new Error(`must name a port: "${value}:8080"`);
  return `${host}:${port}`;
}

/** `port` or `address:port` to listen on. */
function listener(value) {
  if (/^\d+$/.test(value)) return String(portOf(value, value));
  const { host, port } = hostAndPort(value);
  if (port === null || (isIP(host.replace(/^\[|\]$/g, '')) === 0 && host !== 'localhost')) {
    throw new Error(`holds "${value}", which is neither a port nor an address with a port`);
  }
  return `${host}:${port}`;
}

function hostAndPort(value) {
  const [, host = '', port] = /^(\[[0-9a-f:.]+\]|[^:]*)(?::(\d+))?$/i.exec(value) ?? [];
  const inner = host.replace(/^\[|\]$/g, '');
  const isAddress = host.startsWith('[') ? isIP(inner) === 6 : isIP(host) === 4;
  if (!isAddress && !HOST.test(host)) {
    throw new Error(`must be a host name such as nora.example.com, and is "${value}"`);
  }
  return { host, port: port === undefined ? null : portOf(port, value) };
}

function portOf(text, whole) {
  const port = Number(text);
  if (port < 1 || port > 65_535) throw new Error(`has no valid port: "${whole}"`);
  return port;
}

function word(value) {
  if (!/^[a-z_][a-z0-9_-]*$/i.test(value)) throw new Error('must be the name of a user');
  return value;
}

function accessLog(value) {
  return value === 'off' ? value : path(value);
}

function path(value) {
  if (!PLAIN_PATH.test(value)) {
    throw new Error(`must be an absolute path of letters, digits and ._/+@=-, and is "${value}"`);
  }
  return value;
}

function directory(value) {
  const place = path(value).replace(/(?<=.)\/+$/, '');
  if (!statSync(place, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`names ${value}, which is no directory`);
  }
  return place;
}
