import { DeploymentsProducer } from '@nora/queues';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CommandRedis } from '../core/connections';
import { Serving } from '../core/serving';
import type { ReadinessCheckDto, ReadinessDto } from './health.dto';

const TIMEOUT_MS = 2_000;

/** Asks everything Nora needs whether it answers. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly redis: CommandRedis,
    private readonly producer: DeploymentsProducer,
    private readonly serving: Serving,
  ) {}

  async check(): Promise<ReadinessDto> {
    const [postgresql, redis, queue] = await Promise.all([
      attempt(() => this.dataSource.query('SELECT 1')),
      attempt(() => this.redis.connection.ping()),
      attempt(() => this.producer.queue.getJobCounts('wait')),
    ]);
    const failed = [postgresql, redis, queue].some(({ status }) => status === 'failed');
    const isReady = !failed && this.serving.isWanted;
    return { status: isReady ? 'ok' : 'unavailable', checks: { postgresql, redis, queue } };
  }
}

async function attempt(work: () => Promise<unknown>): Promise<ReadinessCheckDto> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), TIMEOUT_MS);
  });
  const status = await Promise.race([work(), timeout]).then(
    () => 'ok' as const,
    () => 'failed' as const,
  );
  clearTimeout(timer);
  return { status, latencyMs: Math.round(performance.now() - start) };
}
