import { randomUUID } from 'node:crypto';
import {
  GatewayProtocolClient,
  PROTOCOL_VERSION,
  type EventFrame,
  type GatewayProtocolCloseContext,
} from '@openclaw/gateway-client/browser';
import type { RpcEndpoint } from './rpc-endpoint';
import type { RpcMethod, RpcMethods } from './rpc-methods';
import { openRpcSocket } from './rpc-socket';

const CHALLENGE_MS = 15_000;
const REQUEST_MS = 30_000;
/** A gateway sends something at least every 30 s; after twice that and a little the connection counts as dead. */
const SILENCE_MS = 75_000;
const SILENCE_CHECK_MS = 15_000;

/** What happens on a connection. */
export interface RpcListener {
  event: (frame: EventFrame) => void;
  /** Some events were left out, because the connection was slow. */
  gap?: () => void;
  closed?: () => void;
}

/** How long is waited for an answer, and what ends the waiting. */
export interface RpcRequestOptions {
  signal?: AbortSignal;
  timeoutMs?: number;
}

/**
 * One connection to the RPC of an OpenClaw gateway (protocol 4), as one identity. It does not reconnect: whoever needs
 * another one asks the pool.
 */
export class OpenclawRpc {
  private readonly client: GatewayProtocolClient<null>;
  private readonly listeners = new Set<RpcListener>();
  private readonly opened: Promise<void>;
  private letIn: () => void = () => undefined;
  private keepOut: (reason: unknown) => void = () => undefined;
  private readonly silence: NodeJS.Timeout;
  private heardAt = Date.now();
  private failure: Error | null = null;
  private ended = false;
  private subscription: Promise<unknown> | null = null;

  constructor(endpoint: RpcEndpoint) {
    this.opened = new Promise((resolve, reject) => {
      this.letIn = resolve;
      this.keepOut = reject;
    });
    this.opened.catch(() => undefined);
    this.client = new GatewayProtocolClient<null>({
      createSocket: (handlers) => openRpcSocket(endpoint, handlers),
      createRequestId: randomUUID,
      buildConnectPlan: () => null,
      buildConnectParams: () => ({
        ...{ minProtocol: PROTOCOL_VERSION, maxProtocol: PROTOCOL_VERSION, role: 'operator' },
        client: { id: 'gateway-client', version: '1.0.0', platform: process.platform, mode: 'backend' },
        // The scopes are those of the identity in the headers, whatever is asked for here.
        ...{ scopes: [], caps: ['tool-events'] },
      }),
      onHello: () => this.letIn(),
      onConnectFailure: (error) => {
        this.failure = error;
        return { closeCode: 1008, closeReason: 'connect failed', stop: false, error };
      },
      onConnectError: (error) => (this.failure ??= error),
      resolveClose: () => ({ retry: false, notify: true }),
      onClose: (context) => this.end(context),
      onEvent: (frame) => this.tell((listener) => listener.event(frame)),
      onGap: () => this.tell((listener) => listener.gap?.()),
      onActivity: () => (this.heardAt = Date.now()),
      handshake: { mode: 'require-challenge', timeoutMs: CHALLENGE_MS },
      reconnect: { initialMs: 1_000, multiplier: 2, maxMs: 30_000 },
      requestTimeoutMs: REQUEST_MS,
    });
    this.silence = setInterval(() => this.closeWhenSilent(), SILENCE_CHECK_MS);
    this.silence.unref();
    this.client.start();
  }

  get isOpen(): boolean {
    return !this.ended;
  }

  /** Resolves when the gateway has let Nora in. @throws the reason why it did not */
  ready(): Promise<void> {
    return this.opened;
  }

  /** Calls a method. @throws what the gateway or the connection says, for `rpcFailure` */
  async request<M extends RpcMethod>(
    method: M,
    params: RpcMethods[M],
    options: RpcRequestOptions = {},
  ): Promise<unknown> {
    await this.ready();
    return this.client.request<unknown>(method, params, options);
  }

  /** Has the gateway report what happens in all conversations that this identity may read. Once is enough. */
  async subscribe(): Promise<void> {
    this.subscription ??= this.request('sessions.subscribe', {});
    await this.subscription;
  }

  /** @returns stops the listening */
  listen(listener: RpcListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    if (this.ended) return;
    this.client.stop();
    this.end(null);
  }

  private end(context: GatewayProtocolCloseContext | null): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.silence);
    const said = context
      ? `the gateway closed the connection (${context.code})`
      : 'the connection was closed';
    this.keepOut(context?.connectFailure?.error ?? this.failure ?? new Error(said));
    this.tell((listener) => listener.closed?.());
    this.listeners.clear();
  }

  private tell(what: (listener: RpcListener) => void): void {
    for (const listener of [...this.listeners]) what(listener);
  }

  private closeWhenSilent(): void {
    if (Date.now() - this.heardAt > SILENCE_MS) this.client.closeSocket(4000, 'silent');
  }
}
