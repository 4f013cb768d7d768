import { DomainError } from '@nora/contracts';
import { decodeCursor, pageOf, type Page, type PageQueryDto } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { DeploymentDto } from './deployment.dto';
import { toDeploymentDto } from './deployments.mapper';
import { DeploymentsRepository, type DeploymentRow } from './deployments.repository';
import { StepDurations } from './step-durations';

const SORT = '-createdAt';

/** Deployments as members of their workspace see them. */
@Injectable()
export class DeploymentsService {
  constructor(
    private readonly deployments: DeploymentsRepository,
    private readonly durations: StepDurations,
  ) {}

  /** @throws DomainError `not_found` */
  async get(workspaceId: string, id: string): Promise<DeploymentDto> {
    const row = await this.deployments.find(workspaceId, id);
    const [deployment] = row ? await this.withSteps([row]) : [];
    if (!deployment) throw new DomainError('not_found', 'There is no such deployment.');
    return deployment;
  }

  /** Deployments of an agent, newest first. */
  async listOfAgent(
    workspaceId: string,
    agentId: string,
    { limit, cursor }: PageQueryDto,
  ): Promise<Page<DeploymentDto>> {
    const before = decodeCursor(cursor, SORT);
    const rows = await this.deployments.listOfAgent(workspaceId, agentId, before?.id ?? null, limit + 1);
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: await this.withSteps(items), nextCursor };
  }

  private async withSteps(rows: DeploymentRow[]): Promise<DeploymentDto[]> {
    const [first] = rows;
    if (!first) return [];
    // Rows are those of one agent, so they share a target.
    const [steps, usual] = await Promise.all([
      this.deployments.steps(rows.map(({ id }) => id)),
      this.durations.usual(first.deploy_target),
    ]);
    return rows.map((row) =>
      toDeploymentDto(
        row,
        steps.filter(({ deployment_id }) => deployment_id === row.id),
        usual,
      ),
    );
  }
}
