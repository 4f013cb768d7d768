import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { OpenclawRpc } from './openclaw-rpc';
import type { RpcEndpoint } from './rpc-endpoint';

/** Milliseconds a connection that nobody uses is kept. */
const IDLE_MS = 60_000;
const FIRST_BACK_OFF_MS = 250;
const MAX_BACK_OFF_MS = 5_000;

/** A connection in somebody's hands. */
export interface RpcLease {
  rpc: OpenclawRpc;
  release: () => void;
}

interface Pooled {
  rpc: OpenclawRpc;
  fingerprint: string;
  leases: number;
  idle: NodeJS.Timeout | undefined;
}

interface Failure {
  count: number;
  until: number;
  error: unknown;
}

/**
 * One connection for each agent and identity, shared by all who need it; closed when it is idle, and replaced when the
 * agent is found elsewhere or under another credential. After a failure it waits a while before the next attempt, so
 * that many readers of a broken agent do not hammer it.
 */
@Injectable()
export class RpcPool implements OnModuleDestroy {
  private readonly connections = new Map<string, Pooled>();
  private readonly failures = new Map<string, Failure>();

  /**
   * @param key agent and identity
   * @throws what the connection failed with, for `rpcFailure`
   */
  async lease(key: string, endpoint: RpcEndpoint): Promise<RpcLease> {
    const fingerprint = JSON.stringify([endpoint.host, endpoint.port, endpoint.headers]);
    const known = this.connections.get(key);
    const usable = known?.rpc.isOpen === true && known.fingerprint === fingerprint;
    const pooled = usable ? known : this.open(key, endpoint, fingerprint);
    this.take(pooled);
    try {
      await pooled.rpc.ready();
    } catch (error) {
      this.release(key, pooled);
      throw error;
    }
    this.failures.delete(key);
    let released = false;
    return {
      rpc: pooled.rpc,
      release: () => {
        if (released) return;
        released = true;
        this.release(key, pooled);
      },
    };
  }

  onModuleDestroy(): void {
    for (const { rpc, idle } of this.connections.values()) {
      clearTimeout(idle);
      rpc.close();
    }
    this.connections.clear();
  }

  private open(key: string, endpoint: RpcEndpoint, fingerprint: string): Pooled {
    const failure = this.failures.get(key);
    if (failure && Date.now() < failure.until) throw failure.error;
    const before = this.connections.get(key);
    if (before) this.retire(before);
    const pooled: Pooled = { rpc: new OpenclawRpc(endpoint), fingerprint, leases: 0, idle: undefined };
    this.connections.set(key, pooled);
    pooled.rpc.ready().catch((error: unknown) => this.failed(key, error));
    pooled.rpc.listen({ event: () => undefined, closed: () => this.forget(key, pooled) });
    return pooled;
  }

  /** One that is no longer right ends for those who still hold it: they ask for another. */
  private retire({ rpc, idle }: Pooled): void {
    clearTimeout(idle);
    rpc.close();
  }

  private failed(key: string, error: unknown): void {
    const count = (this.failures.get(key)?.count ?? 0) + 1;
    const wait = Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (count - 1));
    this.failures.set(key, { count, until: Date.now() + wait, error });
    const expiry = setTimeout(
      () => {
        const failure = this.failures.get(key);
        if (failure && failure.until + MAX_BACK_OFF_MS < Date.now()) this.failures.delete(key);
      },
      wait + 2 * MAX_BACK_OFF_MS,
    );
    expiry.unref();
  }

  private take(pooled: Pooled): void {
    clearTimeout(pooled.idle);
    pooled.leases += 1;
  }

  private release(key: string, pooled: Pooled): void {
    pooled.leases -= 1;
    if (pooled.leases > 0 || !pooled.rpc.isOpen) return;
    pooled.idle = setTimeout(() => {
      this.forget(key, pooled);
      pooled.rpc.close();
    }, IDLE_MS);
    pooled.idle.unref();
  }

  private forget(key: string, pooled: Pooled): void {
    if (this.connections.get(key) === pooled) this.connections.delete(key);
  }
}
