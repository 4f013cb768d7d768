import { ALLOWED_OPERATIONS, DomainError } from '@nora/contracts';
import { decodeCursor, pageOf, type Page, type Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { LifecycleService } from '../../agents/lifecycle/lifecycle.service';
import type { OperationResultDto } from '../../deployments/deployment.dto';
import {
  FLEET_OPERATIONS,
  type FleetAgentDto,
  type FleetOperation,
  type ListFleetQueryDto,
} from './fleet.dto';
import { FleetRepository, type FleetAgentRow } from './fleet.repository';

const SORT = 'attention';

/** The agents of all workspaces, for platform admins. */
@Injectable()
export class FleetService {
  constructor(
    private readonly fleet: FleetRepository,
    private readonly lifecycle: LifecycleService,
  ) {}

  /** @throws DomainError `validation_failed` when the cursor is not of this list */
  async list(query: ListFleetQueryDto): Promise<Page<FleetAgentDto>> {
    const { limit, status = null, runtimeFamily = null, deployTarget = null, workspaceId = null, q } = query;
    const after = decodeCursor(query.cursor, SORT);
    const filter = { status, runtimeFamily, deployTarget, workspaceId, q, after, limit: limit + 1 };
    const rows = await this.fleet.list(filter);
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id, rank }) => ({ key: String(rank), id }));
    return { items: items.map(toFleetAgentDto), nextCursor };
  }

  /**
   * Asks something of an agent that need not be of a workspace of the administrator's own. It is recorded there like
   * what its members do.
   * @throws DomainError `not_found`, `operation_in_progress`, `operation_not_allowed`
   */
  async operate(actor: Principal, agentId: string, kind: FleetOperation): Promise<OperationResultDto> {
    const workspaceId = await this.fleet.workspaceOf(agentId);
    if (workspaceId === null) throw new DomainError('not_found', 'There is no such agent.');
    return this.lifecycle.request({ ...actor, workspaceId, role: 'admin' }, agentId, { kind });
  }
}

function toFleetAgentDto(row: FleetAgentRow): FleetAgentDto {
  const possible = ALLOWED_OPERATIONS[row.status];
  return {
    ...{ id: row.id, name: row.name, status: row.status, statusReason: row.status_reason },
    workspace: { id: row.workspace_id, name: row.workspace_name },
    ...{
      desiredState: row.desired_state,
      runtimeFamily: row.runtime_family,
      deployTarget: row.deploy_target,
    },
    ...{ drifts: row.drifts, activeDeploymentId: row.active_deployment_id },
    // One deployment of an agent at a time.
    allowedOperations: row.active_deployment_id
      ? []
      : FLEET_OPERATIONS.filter((one) => possible.includes(one)),
    ...{ createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString() },
  };
}
