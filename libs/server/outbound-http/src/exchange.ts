import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { failureOf } from './failure';
import { failed } from './faults';
import type { OutboundResponse } from './request';

/** One request to addresses that have been checked. */
export interface Exchange {
  url: URL;
  addresses: LookupAddress[];
  method: string;
  headers: Headers;
  body: string | Uint8Array | null;
  maxResponseBytes: number;
  signal: AbortSignal;
}

/** Bytes of an answer's headers. */
const MOST_HEADER_BYTES = 32 * 1024;

/**
 * Sends a request over a connection of its own, to the given addresses and no others, and reads the answer.
 * @throws DomainError `outbound_failed`; the signal's reason when it is called off
 */
export async function exchange(asked: Exchange): Promise<OutboundResponse> {
  const { url, signal } = asked;
  const agent = agentFor(asked);
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method: asked.method as 'GET',
      headers: Object.fromEntries(asked.headers),
      body: asked.body,
      signal,
    });
    const body = await readUpTo(answer.body, asked.maxResponseBytes, url.host);
    return { status: answer.statusCode, headers: headersOf(answer.headers), url: url.href, body };
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error, url.host);
  } finally {
    await agent.destroy();
  }
}

function agentFor({ addresses }: Exchange): Agent {
  // Asked by the connection instead of DNS, so that the answer cannot change after it was checked.
  const lookup: LookupFunction = (_hostname, options, done) => {
    const [first] = addresses;
    if (options.all) done(null, addresses);
    else done(null, first?.address ?? '', first?.family);
  };
  return new Agent({
    connect: { lookup, autoSelectFamily: true },
    maxHeaderSize: MOST_HEADER_BYTES,
    pipelining: 0,
    // The call as a whole has a limit, and its signal ends it.
    ...{ headersTimeout: 0, bodyTimeout: 0 },
  });
}

async function readUpTo(body: AsyncIterable<Buffer>, most: number, host: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > most) throw failed(host, `its answer is larger than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf(raw: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  return headers;
}
