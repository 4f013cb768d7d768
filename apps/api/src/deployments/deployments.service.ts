import { DomainError } from '@nora/contracts';
import { Transactions, cancelDeployment, retryDeployment } from '@nora/domain';
import { decodeCursor, pageOf, type Page, type PageQueryDto, type WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { auditActorOf } from '../core/audit-actor';
import { DeploymentQueue } from '../core/deployment-queue';
import type { DeploymentDto, OperationResultDto } from './deployment.dto';
import { toDeploymentDto } from './deployments.mapper';
import { DeploymentsRepository, type DeploymentRow } from './deployments.repository';
import { RecentDurations } from './recent-durations';

const SORT = '-createdAt';

/** Deployments as members of their workspace see and steer them. */
@Injectable()
export class DeploymentsService {
  constructor(
    private readonly deployments: DeploymentsRepository,
    private readonly durations: RecentDurations,
    private readonly transactions: Transactions,
    private readonly queue: DeploymentQueue,
  ) {}

  /** @throws DomainError `not_found` */
  async get(workspaceId: string, id: string): Promise<DeploymentDto> {
    const row = await this.deployments.find(workspaceId, id);
    const [deployment] = row ? await this.withSteps([row]) : [];
    if (!deployment) throw new DomainError('not_found', 'There is no such deployment.');
    return deployment;
  }

  /** Those of the given deployments that belong to the workspace, by id. */
  async getMany(workspaceId: string, ids: string[]): Promise<Map<string, DeploymentDto>> {
    const found = await this.withSteps(await this.deployments.findMany(workspaceId, ids));
    return new Map(found.map((deployment) => [deployment.id, deployment]));
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

  /** @throws DomainError `not_found`, `operation_not_allowed` */
  async cancel(actor: WorkspaceActor, deploymentId: string): Promise<OperationResultDto> {
    const of = { workspaceId: actor.workspaceId, deploymentId, actor: auditActorOf(actor) };
    const deployment = await this.transactions.run((manager, events) =>
      cancelDeployment(manager, events, of),
    );
    // Between two attempts nobody holds it: a worker must take it up once more to settle it.
    if (deployment.status === 'queued') await this.queue.handOver(deployment);
    return { deployment: await this.get(actor.workspaceId, deploymentId) };
  }

  /** @throws DomainError `not_found`, `operation_not_allowed`, `operation_in_progress`, `workspace_ending` */
  async retry(actor: WorkspaceActor, deploymentId: string): Promise<OperationResultDto> {
    const of = { workspaceId: actor.workspaceId, deploymentId, actor: auditActorOf(actor) };
    const { deployment } = await this.transactions.run((manager, events) =>
      retryDeployment(manager, events, of),
    );
    await this.queue.handOver(deployment);
    return { deployment: await this.get(actor.workspaceId, deployment.id) };
  }

  private async withSteps(rows: DeploymentRow[]): Promise<DeploymentDto[]> {
    if (rows.length === 0) return [];
    const targets = [...new Set(rows.map(({ deploy_target }) => deploy_target))];
    const [steps, ...usual] = await Promise.all([
      this.deployments.steps(rows.map(({ id }) => id)),
      ...targets.map((target) => this.durations.usual(target)),
    ]);
    const ofDeployment = (id: string) => steps.filter(({ deployment_id }) => deployment_id === id);
    return rows.flatMap((row) => {
      const durations = usual[targets.indexOf(row.deploy_target)];
      return durations ? [toDeploymentDto(row, ofDeployment(row.id), durations)] : [];
    });
  }
}
