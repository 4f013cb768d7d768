import type { BudgetAction, BudgetPeriod, BudgetUnit } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface BudgetRow {
  id: string;
  workspace_id: string | null;
  agent_id: string | null;
  agent_name: string | null;
  name: string;
  unit: BudgetUnit;
  amount: string;
  period: BudgetPeriod;
  thresholds: number[];
  action: BudgetAction;
  enabled: boolean;
  created_at: Date;
  updated_at: Date;
  starts_at: Date;
  ends_at: Date | null;
  spent: string;
  reserved: string;
  /** Since when the recent part of the period is looked at. */
  recent_since: Date;
  /** What was used since then, as far as it counts. */
  recent: string;
  /** The database's clock, which periods are told by. */
  now: Date;
}

/** Whose budgets: of a workspace, or of the installation. */
export interface BudgetsOf {
  /** Null for the installation. */
  workspaceId: string | null;
}

/** When the present period of a budget `b` begins and ends, by the calendar `z.zone`, as admission reckons. */
export const PRESENT_PERIOD = `LATERAL budget_window_of(b.period, z.zone, now(), b.created_at) w`;

/** By which calendar a budget `b` is counted. */
export const ZONE = `LATERAL (SELECT coalesce(
    (SELECT s.time_zone FROM workspaces s WHERE s.id = b.workspace_id), 'UTC') AS zone) z`;

/** No recent part begins before it; it is what the planner can reckon with. */
const LONGEST = `interval '8 days'`;

/** How far back the recent part of a period goes. */
const RECENT = `CASE b.period WHEN 'hour' THEN interval '0' WHEN 'day' THEN interval '2 hours'
    WHEN 'week' THEN interval '1 day' WHEN 'month' THEN interval '3 days' ELSE interval '7 days' END`;

const SELECT = `SELECT b.id, b.workspace_id, b.agent_id, a.name AS agent_name, b.name, b.unit, b.amount, b.period,
    b.thresholds, b.action, b.enabled, b.created_at, b.updated_at, w.starts_at, w.ends_at,
    coalesce(x.spent, 0.000000)::text AS spent, coalesce(x.reserved, 0.000000)::text AS reserved,
    r.since AS recent_since,
    least(u.used, coalesce(x.spent, 0))::numeric(20,6)::text AS recent, now() AS now
  FROM budgets b
  LEFT JOIN agents a ON a.id = b.agent_id
  CROSS JOIN ${ZONE}
  CROSS JOIN ${PRESENT_PERIOD}
  LEFT JOIN budget_windows x ON x.budget_id = b.id AND x.starts_at = w.starts_at
  CROSS JOIN LATERAL (SELECT greatest(w.starts_at, b.created_at, date_trunc('hour', now() - ${RECENT}, 'UTC')) AS since) r
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(CASE b.unit WHEN 'usd' THEN h.cost_usd ELSE h.input_tokens + h.output_tokens END), 0) AS used
    FROM model_usage_hours h
    WHERE ($1::uuid IS NULL OR h.workspace_id = $1)
      AND (b.agent_id IS NULL OR h.agent_id = b.agent_id) AND h.hour >= date_trunc('hour', r.since, 'UTC')
      AND h.hour > now() - ${LONGEST}) u
  WHERE b.workspace_id IS NOT DISTINCT FROM $1::uuid
    AND (b.agent_id IS NULL OR a.status <> 'deleted' OR a.data_kept_at IS NOT NULL)`;

/** Finds budgets with their present periods, always of a workspace or of the installation. */
@Injectable()
export class BudgetsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** In the order in which they were made. */
  list(
    { workspaceId }: BudgetsOf,
    { agentId, after, limit }: { agentId: string | null; after: string | null; limit: number },
  ): Promise<BudgetRow[]> {
    return this.dataSource.query<BudgetRow[]>(
      `${SELECT} AND ($2::uuid IS NULL OR b.agent_id IS NULL OR b.agent_id = $2)
         AND ($3::uuid IS NULL OR b.id > $3) ORDER BY b.id LIMIT $4`,
      [workspaceId, agentId, after, limit],
    );
  }

  async find({ workspaceId }: BudgetsOf, id: string): Promise<BudgetRow | null> {
    const rows = await this.dataSource.query<BudgetRow[]>(`${SELECT} AND b.id = $2`, [workspaceId, id]);
    return rows[0] ?? null;
  }
}
