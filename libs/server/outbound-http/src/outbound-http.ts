import { AddressPolicy } from './address-policy';
import { exchange, type Exchange } from './exchange';
import { failed, refused, timedOut } from './faults';
import { headersOf, methodOf, withoutCredentials } from './headers';
import type { OutboundRequest, OutboundResponse } from './request';
import { addressesOf, systemResolver, type Resolve } from './resolver';
import { targetOf } from './target';

const DEFAULTS = { timeoutMs: 10_000, maxResponseBytes: 1024 * 1024, maxRedirects: 0 };
const REDIRECTS = [301, 302, 303, 307, 308];
const FORM = 'application/x-www-form-urlencoded;charset=UTF-8';
/** Statuses whose answers have no body (Fetch §2.2.3). */
const BODILESS = [101, 103, 204, 205, 304];

/** How the client finds out what it may call. */
export interface OutboundOptions {
  /** Addresses, or blocks of them in CIDR notation, that may be called beside those of the public internet. */
  allowed: readonly string[];
  /** Instead of the system's resolver. */
  resolve?: Resolve;
}

/**
 * The one client for everything outside that somebody other than the operator of this installation can name.
 * A name is resolved once; every address of it is checked, and the connection goes to one of those that were.
 */
export class OutboundHttp {
  private readonly policy: AddressPolicy;
  private readonly resolve: Resolve;

  constructor({ allowed, resolve = systemResolver }: OutboundOptions) {
    this.policy = new AddressPolicy(allowed);
    this.resolve = resolve;
  }

  /**
   * Calls a server and reads its answer.
   * @throws DomainError `outbound_refused` when the address must not be called, `outbound_timeout`, or
   *   `outbound_failed`; the reason of the caller's signal when it is called off
   */
  async request(asked: OutboundRequest): Promise<OutboundResponse> {
    const { timeoutMs, maxResponseBytes, maxRedirects } = { ...DEFAULTS, ...withoutAbsent(asked) };
    const url = targetOf(asked.url);
    const deadline = AbortSignal.timeout(timeoutMs);
    const call: Call = {
      url,
      method: methodOf(asked.method ?? 'GET', url.host),
      headers: headersOf(asked.headers, url.host),
      body: asked.body ?? null,
      maxResponseBytes,
      signal: AbortSignal.any([deadline, ...(asked.signal ? [asked.signal] : [])]),
    };
    try {
      return await this.follow(call, maxRedirects);
    } catch (error) {
      if (deadline.aborted && !asked.signal?.aborted) throw timedOut(url.host, timeoutMs);
      throw error;
    }
  }

  /**
   * The same in the shape of `fetch`, for libraries that take one. Redirects are never followed.
   * @throws as {@link request}
   */
  async fetch(url: string | URL, init: RequestInit = {}, limits: Limits = {}): Promise<Response> {
    const sent = new Headers(init.headers);
    if (init.body instanceof URLSearchParams && !sent.has('content-type')) sent.set('content-type', FORM);
    const { status, headers, body } = await this.request({
      url,
      method: init.method,
      headers: sent,
      body: bodyOf(init.body),
      signal: init.signal ?? undefined,
      ...limits,
    });
    return new Response(BODILESS.includes(status) ? null : new Uint8Array(body), { status, headers });
  }

  private async follow(first: Call, maxRedirects: number): Promise<OutboundResponse> {
    for (let call = first, left = maxRedirects; ; left -= 1) {
      const answer = await this.send(call);
      const location = REDIRECTS.includes(answer.status) ? answer.headers.get('location') : null;
      if (location === null || maxRedirects === 0) return answer;
      if (left === 0) throw failed(call.url.host, 'it redirects too often');
      call = redirected(call, answer.status, location);
    }
  }

  private async send(call: Call): Promise<OutboundResponse> {
    const { signal, url } = call;
    const addresses = await unlessAborted(addressesOf(url.hostname, this.policy, this.resolve), signal);
    return exchange({ ...call, addresses });
  }
}

type Call = Omit<Exchange, 'addresses'>;
type Limits = Pick<OutboundRequest, 'timeoutMs' | 'maxResponseBytes'>;

/** The next call (Fetch §4.4, "HTTP-redirect fetch"); a stranger to the first server learns nothing meant for it. */
function redirected(call: Call, status: number, location: string): Call {
  const url = targetOf(URL.canParse(location, call.url.href) ? new URL(location, call.url) : location);
  if (call.url.protocol === 'https:' && url.protocol === 'http:') {
    throw refused(url.host, 'a redirect leads from https to http');
  }
  const turnsToGet = status === 303 ? call.method !== 'HEAD' : status < 303 && call.method === 'POST';
  const headers =
    url.origin === call.url.origin ? new Headers(call.headers) : withoutCredentials(call.headers);
  headers.set('accept-encoding', 'identity');
  if (!turnsToGet) return { ...call, url, headers };
  headers.delete('content-type');
  return { ...call, url, headers, method: 'GET', body: null };
}

function bodyOf(body: RequestInit['body']): string | Uint8Array | null {
  if (body === undefined || body === null || typeof body === 'string') return body ?? null;
  if (body instanceof URLSearchParams) return body.toString();
  if (body instanceof Uint8Array) return body;
  throw new TypeError('only text, form fields and bytes are sent');
}

/** DNS cannot be called off, but nobody has to wait for it. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason as Error);
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function withoutAbsent(asked: OutboundRequest): Limits & Pick<OutboundRequest, 'maxRedirects'> {
  const { timeoutMs, maxResponseBytes, maxRedirects } = asked;
  return Object.fromEntries(
    Object.entries({ timeoutMs, maxResponseBytes, maxRedirects }).filter(([, value]) => value !== undefined),
  );
}
