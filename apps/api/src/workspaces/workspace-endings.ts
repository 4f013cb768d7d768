import { DomainError } from '@nora/contracts';
import {
  Transactions,
  Workspace,
  cancelDeployment,
  endWorkspace,
  findHeldAgents,
  lockHeldAgents,
  lockWorkspace,
  noteEffect,
  recordAudit,
  requestDeployment,
  requirePermission,
  type Deployment,
  type EventLog,
} from '@nora/domain';
import type { WorkspaceActor } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LifecycleService } from '../agents/lifecycle/lifecycle.service';
import { auditActorOf } from '../core/audit-actor';
import { DeploymentQueue } from '../core/deployment-queue';
import type { DeletedWorkspaceDto } from './dto/delete-workspace.dto';
import type { WorkspaceDto } from './dto/workspace.dto';
import { WorkspacesService } from './workspaces.service';

/** Ends workspaces, and calls it off while that can be done. */
@Injectable()
export class WorkspaceEndings {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly transactions: Transactions,
    private readonly queue: DeploymentQueue,
  ) {}

  /** @throws DomainError `not_found`, `forbidden`, `workspace_not_empty` */
  async deleteEmpty(actor: WorkspaceActor): Promise<DeletedWorkspaceDto> {
    await this.transactions.run(async (manager, events) => {
      const workspace = await this.begin(manager, actor);
      const agents = await findHeldAgents(manager, workspace.id);
      if (agents.length > 0) throw notEmpty(agents.length);
      await endWorkspace(manager, events, workspace, auditActorOf(actor));
    });
    return { workspace: null };
  }

  /**
   * Asks for the deletion of every agent, kept data included; the workspace goes when the last has gone. One without
   * agents goes at once. Asked again, it goes on with agents that are still there.
   * @throws DomainError `not_found`, `forbidden`, `operation_in_progress` when something else is done with an agent
   */
  async deleteWithAgents(actor: WorkspaceActor): Promise<DeletedWorkspaceDto> {
    const { removals, isGone } = await this.transactions.run(async (manager, events) => {
      const workspace = await this.begin(manager, actor);
      await lockHeldAgents(manager, workspace.id);
      const agents = await findHeldAgents(manager, workspace.id);
      if (agents.length === 0) {
        await endWorkspace(manager, events, workspace, auditActorOf(actor));
        return { removals: [], isGone: true };
      }
      const staying = agents.filter(({ removal }) => !removal).map(({ id }) => id);
      const asked = await removeAgents(manager, events, actor, staying);
      await markEnding(manager, events, actor, workspace, staying.length);
      return { removals: asked, isGone: false };
    });
    for (const deployment of removals) await this.queue.handOver(deployment);
    return { workspace: isGone ? null : await this.workspaces.get(actor) };
  }

  /**
   * Calls a deletion off: the deletions of agents that came with it are cancelled where that is still possible.
   * @throws DomainError `not_found`, `forbidden`
   */
  async keep(actor: WorkspaceActor): Promise<WorkspaceDto> {
    const cancelled = await this.transactions.run(async (manager, events) => {
      const workspace = await this.begin(manager, actor);
      const since = workspace.deletionRequestedAt;
      if (!since) return [];
      const deployments = await keepAgents(manager, events, actor, since);
      await markKept(manager, events, actor, workspace);
      return deployments;
    });
    // One between two attempts is held by nobody: a worker must take it up once more to settle it.
    for (const deployment of cancelled) {
      if (deployment.status === 'queued') await this.queue.handOver(deployment);
    }
    return this.workspaces.get(actor);
  }

  private async begin(manager: EntityManager, actor: WorkspaceActor): Promise<Workspace> {
    const workspace = await lockWorkspace(manager, actor.workspaceId);
    await requirePermission(manager, actor, 'workspaces:delete');
    await noteEffect(manager, {});
    return workspace;
  }
}

async function removeAgents(
  manager: EntityManager,
  events: EventLog,
  actor: WorkspaceActor,
  agentIds: string[],
): Promise<Deployment[]> {
  const { workspaceId } = actor;
  const deletion = LifecycleService.deletion({ keepData: false, force: false });
  const by = auditActorOf(actor);
  const asked: Deployment[] = [];
  for (const agentId of agentIds) {
    const request = { ...deletion, workspaceId, agentId, actor: by };
    asked.push((await requestDeployment(manager, events, request)).deployment);
  }
  return asked;
}

async function keepAgents(
  manager: EntityManager,
  events: EventLog,
  actor: WorkspaceActor,
  since: Date,
): Promise<Deployment[]> {
  const { workspaceId } = actor;
  const cancelled: Deployment[] = [];
  for (const { removal } of await findHeldAgents(manager, workspaceId)) {
    // What was asked for before is not part of it.
    if (!removal || removal.requestedAt < since) continue;
    const of = { workspaceId, deploymentId: removal.deploymentId, actor: auditActorOf(actor) };
    try {
      cancelled.push(await cancelDeployment(manager, events, of));
    } catch (error) {
      // Its data is going already.
      if (!(error instanceof DomainError && error.code === 'operation_not_allowed')) throw error;
    }
  }
  return cancelled;
}

/** The time is the transaction's, as of the deployments that belong to it. */
async function markEnding(
  manager: EntityManager,
  events: EventLog,
  actor: WorkspaceActor,
  { id, name, deletionRequestedAt }: Workspace,
  agents: number,
): Promise<void> {
  if (!deletionRequestedAt) {
    await manager.update(Workspace, { id }, { deletionRequestedAt: () => 'now()' });
  }
  const { deletionRequestedAt: since } = await manager.findOneByOrFail(Workspace, { id });
  const requestedAt = since?.toISOString() ?? null;
  await events.record(id, 'workspace.updated', { name, deletionRequestedAt: requestedAt });
  await recordAudit(manager, {
    ...{ actor: auditActorOf(actor), action: 'workspace.request-deletion', workspaceId: id },
    ...{ resourceType: 'workspace', resourceId: id, details: { agents } },
    before: { deletionRequestedAt },
    after: { deletionRequestedAt: requestedAt },
  });
}

async function markKept(
  manager: EntityManager,
  events: EventLog,
  actor: WorkspaceActor,
  { id, name, deletionRequestedAt }: Workspace,
): Promise<void> {
  await manager.update(Workspace, { id }, { deletionRequestedAt: null });
  await events.record(id, 'workspace.updated', { name, deletionRequestedAt: null });
  await recordAudit(manager, {
    ...{ actor: auditActorOf(actor), action: 'workspace.keep', workspaceId: id },
    ...{ resourceType: 'workspace', resourceId: id },
    before: { deletionRequestedAt },
    after: { deletionRequestedAt: null },
  });
}

function notEmpty(count: number): DomainError {
  const agents = count === 1 ? 'an agent' : `${count} agents`;
  const message = `This workspace holds ${agents}. Delete them first, or ask for their deletion too (agents=delete).`;
  return new DomainError('workspace_not_empty', message);
}
