import { createHash } from 'node:crypto';
import { Transactions, WORKER_ACTOR, stopModels, type ModelRoute } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { Background } from '../core/background';
import { CommandRedis } from '../core/connections';
import type { AskedCall } from './request/asked-call';

const ACTOR = { ...WORKER_ACTOR, label: 'Guard against loops' };

/** Notices an agent that asks its model the same again and again. Counts are kept in Redis, and are gone with it. */
@Injectable()
export class LoopGuard {
  constructor(
    private readonly redis: CommandRedis,
    private readonly transactions: Transactions,
    private readonly background: Background,
  ) {}

  /** Counts a call; nobody waits for it. */
  count(route: ModelRoute, { lastAsked, route: { act } }: AskedCall): void {
    if (route.loop.action === 'off' || act !== 'generate' || lastAsked === '') return;
    this.background.start('the guard against loops could not count a call', async () => {
      // At the first of these calls that are too many; the next ones count on until their time is over.
      if ((await this.timesAsked(route, lastAsked)) === route.loop.times) await this.tell(route);
    });
  }

  private async timesAsked({ agentId, loop }: ModelRoute, lastAsked: string): Promise<number> {
    const digest = createHash('sha256').update(lastAsked).digest('base64url');
    const key = `nora:model-loop:${agentId}:${digest}`;
    const { connection } = this.redis;
    const [, count] = await Promise.all([
      connection.set(key, 0, 'EX', loop.minutes * 60, 'NX'),
      connection.incr(key),
    ]);
    return count;
  }

  private tell({ agentId, workspaceId, loop }: ModelRoute): Promise<void> {
    const { times, minutes } = loop;
    const paused = loop.action === 'pause';
    return this.transactions.run(async (manager, events) => {
      await events.record(workspaceId, 'models.loop-detected', { agentId, times, minutes, paused });
      if (!paused) return;
      const reason = `It asked its model the same ${times} times within ${minutes} minutes`;
      const target = { scope: 'agent' as const, workspaceId, agentId };
      await stopModels(manager, events, { target, kind: 'loop', reason, until: null, actor: ACTOR });
    });
  }
}
