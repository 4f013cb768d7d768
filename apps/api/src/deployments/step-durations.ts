import { STEP_NAMES, type StepName } from '@nora/contracts';
import type { DeployTarget } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const KEPT_MS = 15_000;

/** Usual milliseconds by step. */
export type UsualDurations = ReadonlyMap<StepName, number>;

/** How long steps usually take: the median of the last 20 that succeeded on a target. */
@Injectable()
export class StepDurations {
  private readonly known = new Map<DeployTarget, { at: number; durations: Promise<UsualDurations> }>();

  constructor(private readonly dataSource: DataSource) {}

  usual(target: DeployTarget): Promise<UsualDurations> {
    const known = this.known.get(target);
    if (known && Date.now() - known.at < KEPT_MS) return known.durations;
    const durations = this.read(target);
    this.known.set(target, { at: Date.now(), durations });
    // Nothing is known after a failure, and before the first step ended: ask again next time.
    const forget = () => this.known.delete(target);
    durations.then((found) => found.size > 0 || forget(), forget);
    return durations;
  }

  private async read(target: DeployTarget): Promise<UsualDurations> {
    const rows = await this.dataSource.query<{ name: StepName; usual_ms: number }[]>(
      `SELECT n.name, percentile_cont(0.5) WITHIN GROUP (ORDER BY latest.ms) AS usual_ms
       FROM unnest($2::text[]) AS n(name)
       CROSS JOIN LATERAL (
         SELECT extract(epoch FROM s.finished_at - s.started_at) * 1000 AS ms
         FROM deployment_steps s
         JOIN deployments d ON d.id = s.deployment_id
         JOIN agents a ON a.id = d.agent_id
         WHERE s.name = n.name AND s.state = 'succeeded' AND a.deploy_target = $1
           AND s.started_at IS NOT NULL AND s.finished_at IS NOT NULL
         ORDER BY s.finished_at DESC LIMIT 20
       ) latest GROUP BY n.name`,
      [target, STEP_NAMES],
    );
    return new Map(rows.map(({ name, usual_ms }) => [name, Math.round(usual_ms)]));
  }
}
