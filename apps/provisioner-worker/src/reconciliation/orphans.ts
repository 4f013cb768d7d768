import { DeploymentWorkerSettings } from '@nora/config';
import { Transactions, WORKER_ACTOR, recordAudit } from '@nora/domain';
import type { Logger } from '@nora/observability';
import type { ObservedRuntime, RuntimeBackend, RuntimeHandle } from '@nora/runtime-adapters';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '../tokens';
import { ReconciledAgents } from './reconciled-agents';

const REMOVAL_MS = 120_000;

/**
 * Removes what belongs to no agent any more. What is left of a deleted agent goes at once. A runtime of which the
 * database knows nothing may be the sign of a database that was set back, so it goes only after a grace period,
 * and its storage stays.
 */
@Injectable()
export class Orphans {
  /** When a runtime without a record was first seen here. */
  private readonly unknown = new Map<string, number>();

  constructor(
    private readonly agents: ReconciledAgents,
    private readonly transactions: Transactions,
    private readonly settings: DeploymentWorkerSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param candidates runtimes of one backend that no idle agent claimed
   * @returns how many were removed
   */
  async remove(backend: RuntimeBackend, candidates: ObservedRuntime[]): Promise<number> {
    if (candidates.length === 0) return 0;
    const fates = await this.agents.fates(candidates.map(({ handle }) => handle.agentId));
    let removed = 0;
    for (const candidate of candidates) {
      const { agentId } = candidate.handle;
      const fate = fates.get(agentId) ?? 'unknown';
      if (fate !== 'unknown') this.unknown.delete(agentId);
      const keepState = fate !== 'deleted';
      // With its state kept there is nothing to remove but the runtime itself.
      if (fate === 'alive' || (keepState && ['absent', 'foreign'].includes(candidate.state))) continue;
      if (fate === 'unknown' && !this.isOverdue(candidate)) continue;
      if (await this.removeOne(backend, candidate, keepState)) removed += 1;
    }
    return removed;
  }

  private isOverdue({ handle: { agentId } }: ObservedRuntime): boolean {
    const since = this.unknown.get(agentId);
    if (since === undefined) {
      this.unknown.set(agentId, Date.now());
      this.logger.warn(
        { agentId },
        'a runtime of this installation has no record; it will be removed, its storage kept',
      );
      return this.settings.orphanGraceSeconds === 0;
    }
    return Date.now() - since >= this.settings.orphanGraceSeconds * 1_000;
  }

  private async removeOne(
    { provisioner }: RuntimeBackend,
    { handle }: ObservedRuntime,
    keepState: boolean,
  ): Promise<boolean> {
    try {
      await provisioner.remove(handle, { keepState }, AbortSignal.timeout(REMOVAL_MS));
      this.unknown.delete(handle.agentId);
      this.logger.info({ agentId: handle.agentId, keepState }, 'orphan removed');
      await this.record(handle, keepState);
      return true;
    } catch (error) {
      this.logger.warn({ agentId: handle.agentId, error }, 'orphan could not be removed; trying again');
      return false;
    }
  }

  private record({ agentId, target }: RuntimeHandle, keepState: boolean): Promise<void> {
    return this.transactions.run((manager) =>
      recordAudit(manager, {
        ...{
          actor: WORKER_ACTOR,
          action: 'runtime.remove-orphan',
          resourceType: 'agent',
          resourceId: agentId,
        },
        ...{ workspaceId: null, details: { target, keepState } },
      }),
    );
  }
}
