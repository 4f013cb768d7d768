import { integer } from '../parsers';
import { Setting } from '../setting';

/** The provisioner worker. */
export class DeploymentWorkerSettings {
  @Setting({
    env: 'DEPLOYMENT_WORKER_CONCURRENCY',
    description: 'Deployments one worker carries out at the same time.',
    parse: integer(1, 100),
    default: 6,
  })
  readonly concurrency: number;

  @Setting({
    env: 'DEPLOYMENT_LEASE_SECONDS',
    description: 'Seconds after which a deployment of a silent worker is taken over.',
    parse: integer(5, 600),
    default: 30,
  })
  readonly leaseSeconds: number;

  @Setting({
    env: 'DEPLOYMENT_SWEEP_SECONDS',
    description: 'Seconds between sweeps for deployments without a live job.',
    parse: integer(1, 600),
    default: 10,
  })
  readonly sweepSeconds: number;

  @Setting({
    env: 'WORKER_DRAIN_SECONDS',
    description: 'Seconds work at hand has to come to a halt when the worker stops; the rest is taken over.',
    parse: integer(1, 600),
    default: 20,
  })
  readonly drainSeconds: number;

  @Setting({
    env: 'RECONCILE_SECONDS',
    description: 'Seconds between comparisons of all agents with their runtimes.',
    parse: integer(2, 3600),
    default: 15,
  })
  readonly reconcileSeconds: number;

  @Setting({
    env: 'RECONCILE_MOST_HEALS',
    description:
      'Times a runtime is put right within the window, longer apart each time, before its agent fails.',
    parse: integer(1, 100),
    default: 5,
  })
  readonly mostHeals: number;

  @Setting({
    env: 'RECONCILE_HEAL_WINDOW_MINUTES',
    description: 'Minutes within which repairs of one agent are counted.',
    parse: integer(1, 1440),
    default: 30,
  })
  readonly healWindowMinutes: number;

  @Setting({
    env: 'ORPHAN_GRACE_SECONDS',
    description:
      'Seconds a runtime of this installation may be without a record before it is removed; its storage stays.',
    parse: integer(0, 604800),
    default: 600,
  })
  readonly orphanGraceSeconds: number;
}

/** What the backup worker keeps and for how long. */
export class RetentionSettings {
  @Setting({
    env: 'EVENT_RETENTION_DAYS',
    description: 'Days that events are kept for replay.',
    parse: integer(1, 365),
    default: 14,
  })
  readonly eventDays: number;

  @Setting({
    env: 'SESSION_RETENTION_DAYS',
    description: 'Days that ended sessions are kept.',
    parse: integer(1, 365),
    default: 30,
  })
  readonly sessionDays: number;

  @Setting({
    env: 'SCHEDULE_RUN_RETENTION_DAYS',
    description: 'Days that ended runs of schedules are kept, with what agents answered.',
    parse: integer(1, 3650),
    default: 90,
  })
  readonly scheduleRunDays: number;

  @Setting({
    env: 'MODEL_CALL_RETENTION_DAYS',
    description: 'Days that single calls of models are kept; what they add up to is kept longer.',
    parse: integer(1, 3650),
    default: 90,
  })
  readonly modelCallDays: number;

  @Setting({
    env: 'MODEL_HOUR_RETENTION_DAYS',
    description:
      'Days that what models were used for in each hour is kept, and past periods of budgets; the sums of days stay.',
    parse: integer(62, 3650),
    default: 400,
  })
  readonly modelHourDays: number;
}
