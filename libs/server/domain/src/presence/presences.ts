import { hostname } from 'node:os';
import { RecurringTask } from '@nora/observability';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ProcessPresence } from '../entities';

/** What a process says of itself. */
export interface PresenceFacts {
  service: string;
  version: string;
  /** What others need to know of its environment; never a secret. */
  facts?: Record<string, unknown>;
}

/** A process as it was last seen. */
export interface SeenProcess {
  service: string;
  host: string;
  version: string;
  facts: Record<string, unknown>;
  startedAt: Date;
  /** By the clock of PostgreSQL. */
  secondsAgo: number;
}

/** Seconds between two signs of life. */
export const PRESENCE_SECONDS = 10;
/** A process that was silent for so many seconds is not running, or does not reach PostgreSQL. */
export const SILENT_SECONDS = 45;
/** Who ended without saying so is remembered for so long. */
const FORGOTTEN_MINUTES = 60;

/** Tells the others of an installation that a process runs, while Nest has its application up. */
export class Presence {
  private readonly id = uuidv7();
  private readonly task: RecurringTask;
  private failing = false;

  /** @param onFailure told once of each time in which PostgreSQL cannot be told */
  constructor(
    private readonly dataSource: DataSource,
    private readonly about: PresenceFacts,
    onFailure: (error: unknown) => void,
  ) {
    this.task = new RecurringTask(
      () => this.show(),
      PRESENCE_SECONDS * 1_000,
      (error) => {
        if (!this.failing) onFailure(error);
        this.failing = true;
      },
    );
  }

  onApplicationBootstrap(): void {
    this.task.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
    // Without PostgreSQL nobody can be told; the others see the silence.
    await this.dataSource.manager.delete(ProcessPresence, { id: this.id }).catch(() => undefined);
  }

  /** One sign of life. */
  private async show(): Promise<void> {
    const { service, version, facts = {} } = this.about;
    await this.dataSource.query(
      `INSERT INTO process_presences (id, service, host, version, facts, started_at, seen_at)
       VALUES ($1, $2, $3, $4, $5::jsonb, now(), now())
       ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`,
      [this.id, service, hostname(), version, JSON.stringify(facts)],
    );
    await this.dataSource.query(
      `DELETE FROM process_presences WHERE seen_at < now() - make_interval(mins => $1)`,
      [FORGOTTEN_MINUTES],
    );
    this.failing = false;
  }
}

/** Everybody who was seen within the last hour and has not said that it ends. */
export function seenProcesses(dataSource: DataSource): Promise<SeenProcess[]> {
  return dataSource.query<SeenProcess[]>(
    `SELECT service, host, version, facts, started_at AS "startedAt",
       extract(epoch FROM now() - seen_at)::float8 AS "secondsAgo"
     FROM process_presences ORDER BY service, started_at, id`,
  );
}
