import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import { AgentRpc, type RpcCaller } from '../rpc/agent-rpc';
import type { OpenclawRpc } from '../rpc/openclaw-rpc';
import { rpcFailure } from '../rpc/rpc-errors';
import type { RpcLease } from '../rpc/rpc-pool';
import type { ChatEvent } from './chat-event';
import { EventQueue } from './event-queue';
import { SessionReader } from './session-reader';

/** Events that wait for one reader. */
const QUEUE_LIMIT = 1_000;
/** Milliseconds a lost connection is tried again. */
const RECONNECT_MS = 30_000;
const RETRY_MS = 500;

/** What is to be followed. */
export interface Followed {
  caller: RpcCaller;
  sessionKey: string;
  signal: AbortSignal;
  /** Begins a turn, once everything that happens from then on is heard, and tells its id. */
  begin?: (rpc: OpenclawRpc) => Promise<string>;
}

type Listening = Pick<Followed, 'sessionKey' | 'signal'> & { reader: SessionReader };

/** What happens in a conversation, from now on, across connections that are lost and found again. */
@Injectable()
export class SessionFeed {
  constructor(private readonly rpc: AgentRpc) {}

  /**
   * Ends with the signal, or when the agent cannot be reached for too long.
   * @throws DomainError `not_found`, `agent_not_running`, `runtime_unreachable`, `runtime_refused`, `runtime_timeout`
   */
  async *follow({ caller, sessionKey, signal, begin }: Followed): AsyncGenerator<ChatEvent> {
    const reader = new SessionReader(sessionKey);
    let lease = await this.rpc.connect(caller);
    let first = true;
    for (;;) {
      try {
        yield* this.listen(lease.rpc, { reader, sessionKey, signal }, first ? begin : undefined);
      } catch (error) {
        if (first || signal.aborted || lease.rpc.isOpen) throw rpcFailure(error);
      } finally {
        lease.release();
      }
      if (signal.aborted) return;
      first = false;
      yield { event: 'interrupted', data: { detail: 'The connection to the agent is lost. Trying again.' } };
      lease = await this.reconnect(caller, signal);
      yield { event: 'missed', data: { reason: 'reconnected' } };
      reader.restart();
    }
  }

  private async *listen(
    rpc: OpenclawRpc,
    { reader, sessionKey, signal }: Listening,
    begin: Followed['begin'],
  ): AsyncGenerator<ChatEvent> {
    const queue = new EventQueue<ChatEvent>(QUEUE_LIMIT);
    const close = () => queue.close();
    const stop = rpc.listen({
      // Read at once: what waits is then a few words each, not the whole text again and again.
      event: (frame) => reader.read(frame).forEach((event) => queue.push(event)),
      gap: () => queue.overflow(),
      closed: close,
    });
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted || !rpc.isOpen) close();
    try {
      await rpc.subscribe();
      yield* begin ? reader.begin(await begin(rpc)) : await catchUp(rpc, reader, sessionKey);
      for (let next = await queue.next(); next !== null; next = await queue.next()) {
        if (next !== 'lost') {
          yield next.item;
          continue;
        }
        yield { event: 'missed', data: { reason: 'slow' } };
        reader.restart();
        yield* await catchUp(rpc, reader, sessionKey);
      }
    } finally {
      signal.removeEventListener('abort', close);
      stop();
    }
  }

  private async reconnect(caller: RpcCaller, signal: AbortSignal): Promise<RpcLease> {
    const deadline = Date.now() + RECONNECT_MS;
    for (;;) {
      await sleep(RETRY_MS, undefined, { signal });
      try {
        return await this.rpc.connect(caller);
      } catch (error) {
        const hopeless = error instanceof DomainError && error.code === 'not_found';
        if (hopeless || Date.now() > deadline) throw error;
      }
    }
  }
}

async function catchUp(rpc: OpenclawRpc, reader: SessionReader, sessionKey: string): Promise<ChatEvent[]> {
  const events = reader.resume(await rpc.request('chat.history', { sessionKey, limit: 1 }));
  return [...events, { event: 'synced', data: { running: reader.isRunning } }];
}
