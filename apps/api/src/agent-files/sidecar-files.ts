import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { DomainError } from '@nora/contracts';
import { FILES_HEADER, FILES_ROUTE } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { readJson } from './read-json';
import { refusalOf } from './sidecar-refusal';

/** Milliseconds in which nothing moves, in either direction, before a call is given up. */
const IDLE_MS = 60_000;
/** The same for a download, whose reader may pause. */
const DOWNLOAD_IDLE_MS = 300_000;

/** The sidecar of one agent. */
export interface SidecarTarget {
  endpoint: { host: string; port: number };
  token: string;
}

/** A call of the sidecar's file routes. */
export interface SidecarCall {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the route of files, e.g. `list`. */
  path: string;
  query?: Record<string, string>;
  headers?: OutgoingHttpHeaders;
  json?: object;
  signal: AbortSignal;
}

/** Bytes on their way into an agent. */
export interface Upload {
  source: Readable;
  limitBytes: number;
}

/** Talks to the file routes of sidecars, each at the address that was recorded for it. */
@Injectable()
export class SidecarFiles {
  /**
   * A call that is answered with JSON.
   * @throws DomainError what the sidecar refuses with, `runtime_unreachable`, `runtime_refused`, `runtime_timeout`
   */
  async ask(target: SidecarTarget, call: SidecarCall): Promise<unknown> {
    const outgoing = this.begin(target, call, IDLE_MS);
    outgoing.end(call.json ? JSON.stringify(call.json) : undefined);
    return this.jsonOf(await successOf(outgoing));
  }

  /**
   * A call that is answered with bytes, to be read at the reader's own pace.
   * @throws DomainError as {@link ask} does
   */
  async open(target: SidecarTarget, call: SidecarCall): Promise<IncomingMessage> {
    const outgoing = this.begin(target, call, DOWNLOAD_IDLE_MS);
    outgoing.end();
    return successOf(outgoing);
  }

  /**
   * Sends bytes no faster than the sidecar takes them. The source is read to its end whatever comes of it, so that
   * whoever sends it hears the answer.
   * @throws DomainError `payload_too_large`, `malformed_request` when the source breaks off, and as {@link ask} does
   */
  async upload(target: SidecarTarget, call: SidecarCall, upload: Upload): Promise<unknown> {
    const outgoing = this.begin(target, call, IDLE_MS);
    const stopped = new AbortController();
    const answer = successOf(outgoing);
    const sent = send(upload, outgoing, stopped.signal);
    try {
      // Refusals come while bytes are still being sent.
      return await this.jsonOf(await Promise.race([answer, sent.then(() => answer)]));
    } catch (error) {
      if (call.signal.aborted || !(error instanceof DomainError)) throw brokenOff(error);
      throw error;
    } finally {
      stopped.abort();
      answer.catch(() => undefined);
      sent.catch(() => undefined);
      outgoing.destroy();
    }
  }

  private begin(target: SidecarTarget, call: SidecarCall, idleMs: number): ClientRequest {
    const { endpoint, token } = target;
    const query = new URLSearchParams(call.query).toString();
    const outgoing = request({
      ...{ host: endpoint.host, port: endpoint.port, signal: call.signal },
      ...{
        method: call.method,
        path: `${FILES_ROUTE}/${call.path}${query ? `?${query}` : ''}`,
        agent: false,
      },
      headers: {
        authorization: `Bearer ${token}`,
        ...(call.json ? { 'content-type': 'application/json' } : {}),
        ...call.headers,
      },
    });
    outgoing.setTimeout(idleMs, () => outgoing.destroy(timedOut()));
    return outgoing;
  }

  private async jsonOf(answer: IncomingMessage): Promise<unknown> {
    try {
      return await readJson(answer);
    } catch (error) {
      throw unreachable(error);
    }
  }
}

async function send(
  { source, limitBytes }: Upload,
  outgoing: ClientRequest,
  stopped: AbortSignal,
): Promise<void> {
  let size = 0;
  try {
    for await (const piece of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (stopped.aborted) return;
      size += piece.length;
      if (size > limitBytes) throw tooLarge(limitBytes);
      if (!outgoing.write(piece)) await once(outgoing, 'drain', { signal: stopped });
    }
    outgoing.end();
  } finally {
    source.resume();
  }
}

async function successOf(outgoing: ClientRequest): Promise<IncomingMessage> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.on('error', (error) => reject(unreachable(error)));
  });
  const { statusCode = 0 } = answer;
  const isSuccess = statusCode >= 200 && statusCode < 300 && answer.headers[FILES_HEADER] !== undefined;
  if (isSuccess) return answer;
  throw await refusalOf(answer);
}

/** The refusal of a file that is larger than may be written. */
export function tooLarge(limitBytes: number): DomainError {
  const message = `A file may have up to ${limitBytes / 1024 / 1024} MiB here.`;
  return new DomainError('payload_too_large', message);
}

function brokenOff(error: unknown): DomainError {
  return new DomainError('malformed_request', 'The upload was broken off.', {}, { cause: error });
}

function timedOut(): DomainError {
  return new DomainError('runtime_timeout', 'Nothing came from or went to the agent for too long.');
}

function unreachable(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const message = 'The connection to the agent failed. It may be restarting: look at its status and log.';
  return new DomainError('runtime_unreachable', message, {}, { cause: error });
}
