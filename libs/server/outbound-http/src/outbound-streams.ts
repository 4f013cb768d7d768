import type { LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { AddressPolicy } from './address-policy';
import { failureOf } from './failure';
import { timedOut } from './faults';
import type { OutboundOptions } from './outbound-http';
import { addressesOf, isLiteral, systemResolver, type Resolve } from './resolver';
import { targetOf } from './target';

const MOST_HEADER_BYTES = 32 * 1024;
const MOST_DUMPED_BYTES = 64 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
/** How long an idle connection is kept for the next call. */
const KEPT_MS = 20_000;

/** A call whose answer is read as it comes. */
export interface StreamRequest {
  /** `https`, or `http`; without user name or password. */
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: Uint8Array | null;
  /** Milliseconds until the first byte of the answer. */
  headTimeoutMs: number;
  /** Milliseconds of silence within the answer. */
  idleTimeoutMs: number;
  /** Ends the call, and its connection with it. */
  signal: AbortSignal;
}

/** An answer that has begun. */
export interface StreamedAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Leaving it ends the call. Throws as {@link OutboundStreams.open}. */
  body: AsyncIterable<Buffer>;
  /** Ends the call without the body. */
  discard(): Promise<void>;
}

/**
 * The outbound client for calls that are many, and whose answers are long: connections are kept for the next call.
 * Addresses are checked whenever a connection is made, which goes to one of those that were; redirects are answers.
 */
export class OutboundStreams {
  private readonly policy: AddressPolicy;
  private readonly resolve: Resolve;
  private readonly agent: Agent;

  constructor({ allowed, resolve = systemResolver }: OutboundOptions) {
    this.policy = new AddressPolicy(allowed);
    this.resolve = resolve;
    this.agent = new Agent({
      connect: { lookup: this.lookup, autoSelectFamily: true, timeout: CONNECT_TIMEOUT_MS },
      maxHeaderSize: MOST_HEADER_BYTES,
      keepAliveTimeout: KEPT_MS,
      pipelining: 1,
    });
  }

  /**
   * Calls a server, until its answer begins.
   * @throws DomainError `outbound_refused` when the address must not be called, `outbound_timeout`, or
   *   `outbound_failed`; the signal's reason when it is called off
   */
  async open(asked: StreamRequest): Promise<StreamedAnswer> {
    const url = targetOf(asked.url);
    // A literal address is never looked up, so that no connection would ask for its check.
    if (isLiteral(url.hostname)) await addressesOf(url.hostname, this.policy, this.resolve);
    try {
      const answer = await request(url, {
        dispatcher: this.agent,
        ...{ method: asked.method, headers: asked.headers, body: asked.body, signal: asked.signal },
        ...{ headersTimeout: asked.headTimeoutMs, bodyTimeout: asked.idleTimeoutMs },
      });
      const body = readBody(answer.body, url.host, asked);
      // What little there is gets read, so that the connection can be kept.
      const discard = () => answer.body.dump({ limit: MOST_DUMPED_BYTES }).catch(() => undefined);
      return { status: answer.statusCode, headers: answer.headers, body, discard };
    } catch (error) {
      throw faultOf(error, url.host, asked);
    }
  }

  /** Ends what is under way. */
  close(): Promise<void> {
    return this.agent.destroy();
  }

  private readonly lookup: LookupFunction = (hostname, options, done) => {
    addressesOf(hostname, this.policy, this.resolve).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all) done(null, addresses);
        else done(null, first?.address ?? '', first?.family);
      },
      (error: Error) => done(error, ''),
    );
  };
}

async function* readBody(
  body: AsyncIterable<Buffer>,
  host: string,
  asked: StreamRequest,
): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (error) {
    throw faultOf(error, host, asked);
  }
}

function faultOf(error: unknown, host: string, asked: StreamRequest): unknown {
  if (asked.signal.aborted) return asked.signal.reason;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return timedOut(host, asked.headTimeoutMs);
  if (code === 'UND_ERR_BODY_TIMEOUT') return timedOut(host, asked.idleTimeoutMs);
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return timedOut(host, CONNECT_TIMEOUT_MS);
  return failureOf(error, host);
}
