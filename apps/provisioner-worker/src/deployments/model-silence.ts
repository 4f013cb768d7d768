import type { ModelStopKind, ModelStopScope } from '@nora/contracts';
import type { Agent } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Codes with which Nora itself keeps an agent from its model, for reasons that lie in nobody's runtime. */
const REFUSALS: Readonly<Record<string, string>> = {
  models_stopped: 'the models of this agent are stopped',
  loop_detected: 'the guard against loops has stopped the models of this agent',
  budget_exhausted: 'a budget has no room for it',
  budget_reserved: 'a budget has no room for it beside the calls that are under way',
  price_unknown: 'nobody knows what its model costs, and a budget counts money',
};

const SCOPES: Readonly<Record<ModelStopScope, string>> = {
  agent: 'this agent',
  workspace: 'this workspace',
  installation: 'this installation',
};

interface StopRow {
  scope: ModelStopScope;
  kind: ModelStopKind;
  reason: string;
}

/** Says whether it is Nora that keeps an agent from its model. */
@Injectable()
export class ModelSilence {
  constructor(private readonly dataSource: DataSource) {}

  /** Why the models of an agent are stopped, for a person; null when they are not. */
  async stopOf({ id, workspaceId }: Agent): Promise<string | null> {
    const [stop] = await this.dataSource.query<StopRow[]>(
      `SELECT scope, kind, reason FROM model_stops
       WHERE (until IS NULL OR until > now())
         AND (scope = 'installation' OR (scope = 'workspace' AND workspace_id = $1) OR agent_id = $2)
       ORDER BY kind = 'kill' DESC, created_at LIMIT 1`,
      [workspaceId, id],
    );
    if (!stop) return null;
    const because = stop.reason === '' ? '' : ` (${stop.reason})`;
    return `the models of ${SCOPES[stop.scope]} are stopped${because}`;
  }

  /** Why Nora refused the last call of an agent since a moment, for a person; null when it did not. */
  async refusalSince({ id }: Agent, since: Date): Promise<string | null> {
    const [call] = await this.dataSource.query<{ outcome: string; error_code: string | null }[]>(
      'SELECT outcome, error_code FROM model_calls WHERE agent_id = $1 AND at >= $2 ORDER BY at DESC, id DESC LIMIT 1',
      [id, since],
    );
    return call?.outcome === 'refused' ? (REFUSALS[call.error_code ?? ''] ?? null) : null;
  }
}
