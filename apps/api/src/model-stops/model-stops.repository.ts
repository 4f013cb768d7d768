import type { ModelStopKind, ModelStopScope } from '@nora/contracts';
import type { ModelStopTarget } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PersonDto } from '../core/person.dto';
import { IS_IN_FORCE, STRICTEST_FIRST } from './stops-in-force';

export interface ModelStopRow {
  scope: ModelStopScope;
  kind: ModelStopKind;
  reason: string;
  until: Date | null;
  created_at: Date;
  /** Null when nobody did. */
  created_by: PersonDto | null;
}

/** Finds what keeps models from being called. */
@Injectable()
export class ModelStopsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** All stops in force that hold an agent, a workspace or the installation as a whole; the strictest first. */
  holding(target: ModelStopTarget): Promise<ModelStopRow[]> {
    return this.dataSource.query<ModelStopRow[]>(
      `SELECT s.scope, s.kind, s.reason, s.until, s.created_at,
         CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'name', u.name) END AS created_by
       FROM model_stops s LEFT JOIN users u ON u.id = s.created_by_id
       WHERE ${IS_IN_FORCE} AND (s.scope = 'installation'
         OR (s.scope = 'workspace' AND s.workspace_id = $1) OR (s.scope = 'agent' AND s.agent_id = $2))
       ORDER BY ${STRICTEST_FIRST}`,
      [
        target.scope === 'installation' ? null : target.workspaceId,
        target.scope === 'agent' ? target.agentId : null,
      ],
    );
  }
}
