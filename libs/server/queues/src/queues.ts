/** Payload types: a version and ids, never documents or secrets. */
export interface Jobs {
  deployments: { 'deploy-agent': { v: 1; deploymentId: string } };
}

export type QueueName = keyof Jobs;

/** How a queue behaves. Retries belong to the row that is the job's outbox; a job itself runs once. */
export interface QueueSettings {
  /** Times the work is tried before its row fails. */
  attempts: number;
  /** Milliseconds before the second attempt; doubled for each later one. */
  backoffMs: number;
  /** Milliseconds after which a silent worker's job counts as stalled. */
  lockMs: number;
  /** Failed jobs kept for inspection. */
  keepFailed: number;
  /** Done jobs kept. */
  keepDone: number;
}

/** Every queue. One without settings does not compile. */
export const QUEUES = {
  deployments: { attempts: 5, backoffMs: 3_000, lockMs: 60_000, keepFailed: 1_000, keepDone: 200 },
} satisfies Record<QueueName, QueueSettings>;

/** Milliseconds to wait after the given number of attempts: exponential. */
export function backoffMs({ backoffMs: first }: QueueSettings, attempts: number): number {
  return first * 2 ** Math.max(0, attempts - 1);
}
