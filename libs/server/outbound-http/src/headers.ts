import { refused } from './faults';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What belongs to the connection (RFC 9110 §7.6.1), or is worked out from the call. */
const OWN = new Set([
  ...['connection', 'content-length', 'expect', 'host', 'keep-alive', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'proxy-authorization', 'proxy-authenticate', 'proxy-connection'],
]);

/** What may follow a redirect to somebody else: nothing that could be a credential. */
const HARMLESS = new Set(['accept', 'accept-language', 'content-type', 'user-agent']);

/** @throws DomainError `outbound_refused` */
export function methodOf(method: string, host: string): string {
  const upper = method.toUpperCase();
  if (!METHODS.includes(upper)) throw refused(host, `${upper.slice(0, 20)} is not a method for it`);
  return upper;
}

/**
 * Headers of a call: those given, and what every call bears.
 * @throws DomainError `outbound_refused` when one is not for the caller to set, or not one at all
 */
export function headersOf(given: Record<string, string> | Headers | undefined, host: string): Headers {
  let headers: Headers;
  try {
    headers = new Headers(given);
  } catch {
    // A line break in a value is how headers are smuggled in.
    throw refused(host, 'a header is not well-formed');
  }
  for (const name of headers.keys()) {
    if (OWN.has(name)) throw refused(host, `the header ${name} is not for callers to set`);
  }
  if (!headers.has('user-agent')) headers.set('user-agent', 'Nora');
  // Sizes are counted as they come in, so that nothing small unfolds into something huge.
  headers.set('accept-encoding', 'identity');
  return headers;
}

/** The same for another origin, which must not learn what was meant for the first one. */
export function withoutCredentials(headers: Headers): Headers {
  return new Headers([...headers].filter(([name]) => HARMLESS.has(name)));
}
