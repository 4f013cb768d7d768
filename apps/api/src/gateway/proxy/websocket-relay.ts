import { createHash } from 'node:crypto';
import { request as send, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { GatewaySettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import type { Upgrade } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { WatchedStream } from '../../access/stream-watch';
import { deployedByOlderRelease } from '../target/gateway-targets';
import { timedOut, unreachable, type ProxyCall } from './proxy-call';
import { requestHeaders } from './request-headers';
import { SecretFilter } from './secret-filter';

/** RFC 6455 §1.3. */
const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const KEY = /^[A-Za-z0-9+/]{22}==$/;
const PROTOCOLS = /^[\w!#$%&'*+.^`|~-]+$/;

/** A connection that was joined to a gateway. */
export interface RelayedSocket extends WatchedStream {
  /** Settles when either side has closed. */
  readonly closed: Promise<void>;
}

/**
 * Joins WebSockets to gateways. Frames are not read: bytes go through as they come, and each side is read no faster
 * than the other takes them. Extensions are not offered, so that nothing is compressed.
 */
@Injectable()
export class WebSocketRelay {
  constructor(private readonly settings: GatewaySettings) {}

  /**
   * Asks the gateway, and joins the caller to it when it accepts.
   * @throws DomainError `malformed_request`, `runtime_unreachable`, `runtime_refused`, `runtime_timeout`
   */
  async join(call: ProxyCall, upgrade: Upgrade): Promise<RelayedSocket> {
    const key = call.request.headers['sec-websocket-key'] ?? '';
    if (!KEY.test(key) || call.request.headers['sec-websocket-version'] !== '13') {
      throw new DomainError('malformed_request', 'This is no request for a WebSocket of version 13.');
    }
    const { answer, socket: gateway, head } = await this.ask(call, key);
    const caller = upgrade.take();
    caller.socket.write(acceptance(key, answer.headers['sec-websocket-protocol']));
    if (caller.head.length > 0) gateway.write(caller.head);
    if (head.length > 0) gateway.unshift(head);
    return this.relay(caller.socket, gateway, call.target.secret);
  }

  private ask(
    { request, target, path }: ProxyCall,
    key: string,
  ): Promise<{ answer: IncomingMessage; socket: Socket; head: Buffer }> {
    const headers = requestHeaders(request.headers, target);
    delete headers['sec-websocket-extensions'];
    delete headers['content-length'];
    return new Promise((resolve, reject) => {
      const outgoing = send({
        ...{ host: target.host, port: target.port, path, agent: false },
        headers: { ...headers, connection: 'Upgrade', upgrade: 'websocket' },
      });
      const giveUp = (): void => void outgoing.destroy();
      request.socket.once('close', giveUp);
      outgoing.setTimeout(this.settings.headTimeoutSeconds * 1_000, () => outgoing.destroy(timedOut()));
      outgoing.on('error', (error) => reject(unreachable(error)));
      outgoing.on('close', () => request.socket.off('close', giveUp));
      outgoing.on('response', (answer) => {
        outgoing.destroy();
        reject(answer.statusCode === 401 ? deployedByOlderRelease() : refused(answer.statusCode));
      });
      outgoing.on('upgrade', (answer, socket: Socket, head: Buffer) => {
        if (answer.headers['sec-websocket-accept'] === acceptOf(key)) resolve({ answer, socket, head });
        else {
          socket.destroy();
          reject(refused(answer.statusCode));
        }
      });
      outgoing.end();
    });
  }

  private relay(caller: Socket, gateway: Socket, secret: string): RelayedSocket {
    const over = new AbortController();
    const end = (): void => {
      caller.destroy();
      gateway.destroy();
    };
    for (const socket of [caller, gateway]) {
      socket.setNoDelay(true);
      socket.setTimeout(this.settings.idleTimeoutSeconds * 1_000, end);
      socket.on('error', end);
    }
    const closed = Promise.allSettled([
      pipeline(caller, gateway),
      pipeline(gateway, new SecretFilter(secret), caller),
    ]).then(() => {
      end();
      over.abort();
    });
    return { signal: over.signal, end, closed };
  }
}

function acceptOf(key: string): string {
  return createHash('sha1')
    .update(key + ACCEPT_SUFFIX)
    .digest('base64');
}

function acceptance(key: string, protocol: string | undefined): string {
  const lines = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${acceptOf(key)}`];
  if (protocol !== undefined && PROTOCOLS.test(protocol)) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`;
}

function refused(status: number | undefined): DomainError {
  return new DomainError(
    'runtime_refused',
    `The gateway of the agent took no WebSocket (${status ?? 'nothing'}).`,
  );
}
