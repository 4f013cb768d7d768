import type { ModelProviderId } from '@nora/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { UsageGroup, UsageStep } from './dto/usage.dto';
import type { AskedSpan } from './usage-window';

/** Whose usage: of a workspace, or of the whole installation, and there perhaps of one agent. */
export interface UsageOf {
  /** Null for the installation. */
  workspaceId: string | null;
  agentId: string | null;
  /** UTC for the installation. */
  timeZone: string;
}

/** Steps that a time touches. */
export interface UsageSteps {
  step: UsageStep;
  steps: Date[];
  end: Date;
}

/** Sums as PostgreSQL gives them. */
export interface UsedRow {
  calls: string;
  failed: string;
  refused: string;
  unpriced: string;
  input_tokens: string;
  output_tokens: string;
  cached_input_tokens: string;
  reasoning_tokens: string;
  cost_usd: string;
}

/** A sum over everything, over one of the groups, or over one step of one. */
export interface UsageRow extends UsedRow {
  /** Null for groups that are not named. */
  key: string | null;
  /** Null in sums over all steps. */
  at: Date | null;
  /** Whether it is the sum of all groups. */
  of_all: boolean;
}

/** Over no rows at all a sum is null. */
const SUMS = [
  ...['calls', 'failed', 'refused', 'unpriced', 'input_tokens', 'output_tokens', 'cached_input_tokens'],
  ...['reasoning_tokens', 'cost_usd'],
]
  .map((name) => `coalesce(sum(u.${name}), ${name === 'cost_usd' ? '0.000000' : '0'})::text AS ${name}`)
  .join(', ');

const KEYS: Readonly<Record<UsageGroup, string>> = {
  workspace: 'u.workspace_id::text',
  agent: 'u.agent_id::text',
  model: 'u.model',
  provider: `CASE WHEN u.provider_kind = 'demo' THEN 'demo' ELSE u.provider_id::text END`,
  none: `'all'`,
};

/** Where sums are read from, and the parameters of that. */
export interface UsageSource {
  /** When the step of a row begins. */
  at: string;
  /** `FROM … WHERE …`; the table is called `u`. */
  from: string;
  parameters: unknown[];
}

/** Days of one workspace are its own; those of all are put together of hours and are UTC's, because calendars differ. */
export function usageSource(of: UsageOf, { step, steps, end }: UsageSteps): UsageSource {
  const { workspaceId, agentId, timeZone } = of;
  const where = `($1::uuid IS NULL OR u.workspace_id = $1) AND ($2::uuid IS NULL OR u.agent_id = $2)`;
  const parameters = [workspaceId, agentId, steps[0], end];
  const hours = `FROM model_usage_hours u WHERE ${where} AND u.hour >= $3 AND u.hour < $4`;
  if (step === 'hour') return { at: 'u.hour', from: hours, parameters };
  if (workspaceId === null) return { at: `date_trunc('day', u.hour, 'UTC')`, from: hours, parameters };
  const day = (moment: string) => `(${moment}::timestamptz AT TIME ZONE $5)::date`;
  return {
    at: '(u.day::timestamp AT TIME ZONE $5)',
    from: `FROM model_usage_days u WHERE ${where} AND u.day >= ${day('$3')} AND u.day < ${day('$4')}`,
    parameters: [...parameters, timeZone],
  };
}

/** A group, and what kind of provider is in it. */
export interface UsageKey {
  key: string;
  kind: ModelProviderId;
}

/** Reads what was used from its sums, always of a workspace, except for {@link UsageOf} of the installation. */
@Injectable()
export class UsageRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Begins of the days that a time touches, by a calendar, and the end of the last. */
  async days({ from, to }: AskedSpan, timeZone: string): Promise<UsageSteps> {
    const rows = await this.dataSource.query<{ at: Date }[]>(
      `SELECT d AT TIME ZONE $3 AS at FROM generate_series(
         date_trunc('day', $1::timestamptz AT TIME ZONE $3),
         date_trunc('day', ($2::timestamptz - interval '1 millisecond') AT TIME ZONE $3) + interval '1 day',
         interval '1 day') d ORDER BY d`,
      [from, to, timeZone],
    );
    const all = rows.map(({ at }) => at);
    const end = all.at(-1) ?? to;
    return { step: 'day', steps: all.slice(0, -1), end };
  }

  /** The groups that used most, the dearest first. */
  greatest(of: UsageOf, during: UsageSteps, by: UsageGroup, limit: number): Promise<UsageKey[]> {
    const { from, parameters } = usageSource(of, during);
    const order = 'sum(u.cost_usd) DESC, sum(u.input_tokens + u.output_tokens) DESC, sum(u.calls) DESC, 1';
    return this.dataSource.query<UsageKey[]>(
      `SELECT ${KEYS[by]} AS key, max(u.provider_kind) AS kind ${from}
       GROUP BY 1 ORDER BY ${order} LIMIT $${parameters.length + 1}`,
      [...parameters, limit],
    );
  }

  /** Sums of the named groups, of all others together, and of everything, by step and over all of them. */
  sums(of: UsageOf, during: UsageSteps, by: UsageGroup, keys: string[]): Promise<UsageRow[]> {
    const { at, from, parameters } = usageSource(of, during);
    const isNamed = `${KEYS[by]} = ANY($${parameters.length + 1}::text[])`;
    return this.dataSource.query<UsageRow[]>(
      `SELECT u.key, u.at, grouping(u.key) = 1 AS of_all, ${SUMS}
       FROM (SELECT u.*, ${at} AS at, CASE WHEN ${isNamed} THEN ${KEYS[by]} END AS key ${from}) u
       GROUP BY GROUPING SETS ((u.key, u.at), (u.key), ()) ORDER BY u.at`,
      [...parameters, keys],
    );
  }

  /** What agents, providers and workspaces are called, by id; those that have gone are left out. */
  async names({ workspaceId }: UsageOf, by: UsageGroup, keys: string[]): Promise<Map<string, string>> {
    const source = NAMES[by];
    if (!source || keys.length === 0) return new Map();
    const rows = await this.dataSource.query<{ key: string; name: string }[]>(source, [workspaceId, keys]);
    return new Map(rows.map(({ key, name }) => [key, name]));
  }
}

const named = (table: string, workspace: string): string =>
  `SELECT t.id::text AS key, t.name FROM ${table} t
   WHERE ($1::uuid IS NULL OR ${workspace} = $1) AND t.id = ANY($2::uuid[])`;

const NAMES: Readonly<Record<UsageGroup, string | null>> = {
  workspace: named('workspaces', 't.id'),
  agent: named('agents', 't.workspace_id'),
  provider: named('model_providers', 't.workspace_id'),
  model: null,
  none: null,
};
