import { Agent, request as send, type ClientRequest, type IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { GatewaySettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Request } from 'express';
import { deployedByOlderRelease } from '../target/gateway-targets';
import { answerHeaders } from './answer-headers';
import { isPage, sendPage, shimSource } from './embedded-page';
import { timedOut, unreachable, type ProxyCall } from './proxy-call';
import { requestHeaders } from './request-headers';
import { SecretFilter } from './secret-filter';

const MEBIBYTE = 1024 * 1024;
/** Milliseconds an unused connection to a gateway is kept. Gateways close theirs after five seconds. */
const KEPT_MS = 4_000;

/** Passes HTTP requests on to gateways: bytes as they come, both ways, no faster than they are taken. */
@Injectable()
export class HttpProxy implements OnApplicationShutdown {
  private readonly agent = new Agent({ keepAlive: true, timeout: KEPT_MS, maxFreeSockets: 64 });

  constructor(private readonly settings: GatewaySettings) {}

  onApplicationShutdown(): void {
    this.agent.destroy();
  }

  /**
   * Passes a request on, and its answer back; resolves when all was sent or somebody has gone.
   * @throws DomainError `payload_too_large`, `runtime_unreachable`, `runtime_refused`, `runtime_timeout`, all before
   * anything was answered
   */
  async serve(call: ProxyCall, signal: AbortSignal): Promise<void> {
    const { request, response } = call;
    for (;;) {
      const outgoing = this.begin(call, signal);
      try {
        await this.relay(call, await this.answerOf(outgoing, request));
        return;
      } catch (error) {
        if (!response.headersSent && !signal.aborted && mayRepeat(outgoing, error)) continue;
        // Somebody who has gone needs no answer, and one that has begun can only be cut off.
        if (!response.headersSent && !signal.aborted) throw unreachable(error);
        response.destroy();
        return;
      } finally {
        outgoing.destroy();
        // Whoever still sends hears the answer only when somebody listens.
        request.resume();
      }
    }
  }

  private begin({ request, target, path }: ProxyCall, signal: AbortSignal): ClientRequest {
    const limit = this.settings.bodyLimitMb * MEBIBYTE;
    if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(this.settings.bodyLimitMb);
    const outgoing = send({
      ...{ host: target.host, port: target.port, method: request.method, path, signal },
      ...{ agent: this.agent, headers: requestHeaders(request.headers, target) },
    });
    outgoing.setTimeout(this.settings.headTimeoutSeconds * 1_000, () => outgoing.destroy(timedOut()));
    return outgoing;
  }

  private async answerOf(outgoing: ClientRequest, request: Request): Promise<IncomingMessage> {
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.on('response', resolve).on('error', reject);
    });
    answer.catch(() => undefined);
    if (!hasBody(request)) {
      outgoing.end();
      return answer;
    }
    // A gateway may answer, or give up, before it has read everything.
    const sent = this.sendBody(request, outgoing).then(() => answer);
    sent.catch(() => undefined);
    return Promise.race([answer, sent]);
  }

  /** Reads no faster than the gateway takes it. */
  private async sendBody(request: Request, outgoing: ClientRequest): Promise<void> {
    let left = this.settings.bodyLimitMb * MEBIBYTE;
    const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const piece of body) {
      left -= piece.length;
      if (left < 0) throw tooLarge(this.settings.bodyLimitMb);
      if (outgoing.destroyed) return;
      if (!outgoing.write(piece)) await roomIn(outgoing);
    }
    outgoing.end();
  }

  private async relay(call: ProxyCall, answer: IncomingMessage): Promise<void> {
    const { request, response, target, basePath, embedded } = call;
    const status = answer.statusCode ?? 502;
    if (status === 401 && !embedded) throw deployedByOlderRelease();
    if (status < 200 || (answer.headers['content-encoding'] ?? 'identity') !== 'identity') {
      throw new DomainError(
        'runtime_refused',
        'The gateway of the agent answered in a way that was not asked for.',
      );
    }
    const page = embedded && isPage(call.path, answer.headers['content-type']);
    const scripts = page ? [shimSource] : [];
    const headers = answerHeaders(status, answer.headers, { agentId: target.agentId, basePath, scripts });
    answer.setTimeout(this.settings.idleTimeoutSeconds * 1_000, () => answer.destroy(timedOut()));
    for (const name of response.getHeaderNames()) if (isOfOurPages(name)) response.removeHeader(name);
    response.status(status);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (embedded) allowOwnPages(call);
    const filter = new SecretFilter(target.secret);
    if (page && request.method === 'GET') {
      await sendPage(answer.pipe(filter), response, { from: call.target.agentId, to: basePath });
      return;
    }
    response.flushHeaders();
    response.socket?.setNoDelay(true);
    await pipeline(answer, filter, response);
  }
}

/** Whether a connection that was kept had been closed when it was used again, before anything came of it. */
function mayRepeat({ reusedSocket, method }: ClientRequest, error: unknown): boolean {
  const reset = (error as NodeJS.ErrnoException | null)?.code === 'ECONNRESET';
  return reset && reusedSocket && (method === 'GET' || method === 'HEAD');
}

/** What Nora's pages are sent with and a runtime's are not. */
function isOfOurPages(name: string): boolean {
  return name.startsWith('cross-origin-') || name === 'origin-agent-cluster';
}

/** A page of a runtime has no origin that could be named: its requests come from `null`, and carry no cookie. */
function allowOwnPages({ response }: ProxyCall): void {
  response.setHeader('access-control-allow-origin', 'null');
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-expose-headers', '*');
  response.setHeader('cross-origin-resource-policy', 'cross-origin');
  response.vary('Origin');
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || !['0', undefined].includes(headers['content-length']);
}

function tooLarge(limitMb: number): DomainError {
  return new DomainError('payload_too_large', `At most ${limitMb} MiB can be passed on to an agent.`);
}

/** Waits until more can be written, or nothing any more. */
function roomIn(outgoing: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('drain', done).off('close', done);
      resolve();
    };
    outgoing.on('drain', done).on('close', done);
  });
}
