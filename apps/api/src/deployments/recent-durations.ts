import { STEP_NAMES, type DeploymentKind, type StepName } from '@nora/contracts';
import type { DeployTarget } from '@nora/runtime-contract';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const KEPT_MS = 15_000;

/** Newest deployments of a target that are looked through for the last 20 of each kind. */
const LOOKED_THROUGH = 2_000;

/** Milliseconds that half, and nine of ten, do not exceed. */
export interface Usual {
  p50Ms: number;
  p90Ms: number;
}

/** How long work on one target usually takes, of the last 20 of a kind that succeeded. */
export interface UsualDurations {
  steps: ReadonlyMap<StepName, Usual>;
  deployments: ReadonlyMap<DeploymentKind, Usual>;
}

interface Row<Name> {
  name: Name;
  usual: [number, number];
}

const PERCENTILES = `percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY latest.ms) AS usual`;

/** How long deployments and their steps usually take. */
@Injectable()
export class RecentDurations {
  private readonly known = new Map<DeployTarget, { at: number; durations: Promise<UsualDurations> }>();

  constructor(private readonly dataSource: DataSource) {}

  usual(target: DeployTarget): Promise<UsualDurations> {
    const known = this.known.get(target);
    if (known && Date.now() - known.at < KEPT_MS) return known.durations;
    const durations = this.read(target);
    this.known.set(target, { at: Date.now(), durations });
    // Nothing is known after a failure, and before the first step ended: ask again next time.
    const forget = () => this.known.delete(target);
    durations.then(({ steps }) => steps.size > 0 || forget(), forget);
    return durations;
  }

  private async read(target: DeployTarget): Promise<UsualDurations> {
    const [steps, deployments] = await Promise.all([this.ofSteps(target), this.ofDeployments(target)]);
    return { steps, deployments };
  }

  private async ofSteps(target: DeployTarget): Promise<UsualDurations['steps']> {
    const rows = await this.dataSource.query<Row<StepName>[]>(
      `SELECT n.name, ${PERCENTILES}
       FROM unnest($2::text[]) AS n(name)
       CROSS JOIN LATERAL (
         SELECT extract(epoch FROM s.finished_at - s.started_at)::float8 * 1000 AS ms
         FROM deployment_steps s
         JOIN deployments d ON d.id = s.deployment_id
         JOIN agents a ON a.id = d.agent_id
         WHERE s.name = n.name AND s.state = 'succeeded' AND a.deploy_target = $1
           AND s.started_at IS NOT NULL AND s.finished_at IS NOT NULL
         ORDER BY s.finished_at DESC LIMIT 20
       ) latest GROUP BY n.name`,
      [target, STEP_NAMES],
    );
    return byName(rows);
  }

  private async ofDeployments(target: DeployTarget): Promise<UsualDurations['deployments']> {
    const rows = await this.dataSource.query<Row<DeploymentKind>[]>(
      `SELECT latest.kind AS name, ${PERCENTILES}
       FROM (
         SELECT newest.kind, newest.ms, row_number() OVER (PARTITION BY newest.kind ORDER BY newest.id DESC) AS place
         FROM (
           SELECT d.id, d.kind, extract(epoch FROM d.finished_at - d.started_at)::float8 * 1000 AS ms
           FROM deployments d JOIN agents a ON a.id = d.agent_id
           WHERE d.status = 'succeeded' AND a.deploy_target = $1
             AND d.started_at IS NOT NULL AND d.finished_at IS NOT NULL
           ORDER BY d.id DESC LIMIT ${LOOKED_THROUGH}
         ) newest
       ) latest WHERE latest.place <= 20 GROUP BY latest.kind`,
      [target],
    );
    return byName(rows);
  }
}

function byName<Name>(rows: Row<Name>[]): Map<Name, Usual> {
  return new Map(
    rows.map(({ name, usual: [p50, p90] }) => [name, { p50Ms: Math.round(p50), p90Ms: Math.round(p90) }]),
  );
}
