/** Payload types by queue and job: a version and ids, never documents or secrets. */
export interface Jobs {
  deployments: { 'deploy-agent': { v: 1; deploymentId: string } };
  'clawhub-jobs': { 'install-skill': { v: 1; skillInstallId: string } };
  backups: { 'run-backup': { v: 1; backupId: string } };
  'alert-deliveries': { 'deliver-webhook': { v: 1; alertDeliveryId: string } };
}

export type QueueName = keyof Jobs;
export type JobName<N extends QueueName> = keyof Jobs[N] & string;
export type PayloadOf<N extends QueueName> = Jobs[N][JobName<N>];
/** What the job of any queue carries. */
export type JobPayload = { [N in QueueName]: PayloadOf<N> }[QueueName];

/** How a queue behaves. Retries belong to the row that is the job's outbox; a job itself runs once. */
export interface QueueSettings<N extends QueueName = QueueName> {
  job: JobName<N>;
  /** What the ids of its jobs begin with. */
  idPrefix: string;
  /** Gives the id of a row its place in the payload. */
  payload: (rowId: string) => PayloadOf<N>;
  /** Jobs one worker has in hand at a time, unless it is told otherwise. */
  concurrency: number;
  /** Times the work is tried before its row fails. */
  attempts: number;
  /** Milliseconds before the second attempt; doubled for each later one. */
  backoffMs: number;
  /** Milliseconds after which the job of a silent worker is delivered again; the row's lease when that is shorter. */
  lockMs: number;
  /** Failed jobs kept for inspection. */
  keepFailed: number;
  /** Done jobs kept. */
  keepDone: number;
}

const KEPT = { lockMs: 60_000, keepFailed: 1_000, keepDone: 200 };

/** Every queue. One without settings does not compile. */
export const QUEUES = {
  deployments: {
    ...{ job: 'deploy-agent', idPrefix: 'deploy', concurrency: 6, attempts: 5, backoffMs: 3_000, ...KEPT },
    payload: (deploymentId) => ({ v: 1, deploymentId }),
  },
  'clawhub-jobs': {
    ...{ job: 'install-skill', idPrefix: 'install', concurrency: 1, attempts: 1, backoffMs: 0, ...KEPT },
    payload: (skillInstallId) => ({ v: 1, skillInstallId }),
  },
  backups: {
    ...{ job: 'run-backup', idPrefix: 'backup', concurrency: 2, attempts: 2, backoffMs: 5_000, ...KEPT },
    payload: (backupId) => ({ v: 1, backupId }),
  },
  'alert-deliveries': {
    ...{
      job: 'deliver-webhook',
      idPrefix: 'deliver',
      concurrency: 5,
      attempts: 5,
      backoffMs: 1_000,
      ...KEPT,
    },
    payload: (alertDeliveryId) => ({ v: 1, alertDeliveryId }),
  },
} satisfies { [N in QueueName]: QueueSettings<N> };

export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];

/** True for the name of one of the queues. */
export function isQueueName(name: string): name is QueueName {
  return Object.hasOwn(QUEUES, name);
}

/** The row that a job is about. */
export function rowIdOf(payload: JobPayload): string {
  if ('deploymentId' in payload) return payload.deploymentId;
  if ('skillInstallId' in payload) return payload.skillInstallId;
  if ('backupId' in payload) return payload.backupId;
  return payload.alertDeliveryId;
}

/** However often something fails, it is tried again after so many milliseconds. */
const LONGEST_BACKOFF_MS = 5 * 60_000;

/** Milliseconds to wait after the given number of faults: exponential, five minutes at most. */
export function backoffMs({ backoffMs: first }: Pick<QueueSettings, 'backoffMs'>, faults: number): number {
  return Math.min(LONGEST_BACKOFF_MS, first * 2 ** Math.max(0, faults - 1));
}
