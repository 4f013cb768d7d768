import { setTimeout as sleep } from 'node:timers/promises';
import type { DeploymentStatus } from '@nora/contracts';
import type { FleetApi } from './fleet-api';

/** How often an unfinished deployment is looked at, for every page of agents that this takes. */
const EVERY_MS = 2_000;
const FIRST_MS = 500;
const PAGE = 200;

/** A deployment as the API shows it, as far as its end goes. */
export interface WatchedDeployment {
  id: string;
  agentId: string;
  kind: string;
  status: DeploymentStatus;
  error: { code: string; detail: string; nextAction: string | null } | null;
}

interface Waiting {
  deployment: WatchedDeployment;
  resolve: (ended: WatchedDeployment) => void;
  reject: (reason: unknown) => void;
}

/**
 * Waits for deployments of one workspace. All of them are looked for in one list, so that a large fleet asks no more
 * often than a small one.
 */
export class DeploymentWatch {
  private readonly waiting = new Map<string, Waiting>();
  private looking: Promise<void> | null = null;

  constructor(
    private readonly api: FleetApi,
    private readonly workspaceId: string,
    private readonly signal: AbortSignal,
    private readonly everyMs: number = EVERY_MS,
  ) {}

  /**
   * @returns the deployment as it ended, however
   * @throws what the signal was aborted for, or what the API refused
   */
  ended(deployment: WatchedDeployment): Promise<WatchedDeployment> {
    if (hasEnded(deployment)) return Promise.resolve(deployment);
    return new Promise((resolve, reject) => {
      this.waiting.set(deployment.id, { deployment, resolve, reject });
      this.looking ??= this.look().finally(() => {
        this.looking = null;
      });
    });
  }

  private async look(): Promise<void> {
    let pause = Math.min(FIRST_MS, this.everyMs);
    try {
      while (this.waiting.size > 0) {
        await sleep(pause, undefined, { signal: this.signal });
        const agents = await this.api.list<{ id: string; activeDeploymentId: string | null }>(
          `/api/workspaces/${this.workspaceId}/agents`,
        );
        pause = this.everyMs * Math.max(1, Math.ceil(agents.length / PAGE));
        const active = new Map(agents.map(({ id, activeDeploymentId }) => [id, activeDeploymentId]));
        for (const { deployment } of [...this.waiting.values()]) {
          if (active.get(deployment.agentId) !== deployment.id) await this.settle(deployment.id);
        }
      }
    } catch (error) {
      const given = [...this.waiting.values()];
      this.waiting.clear();
      for (const { reject } of given) reject(this.signal.aborted ? this.signal.reason : error);
    }
  }

  private async settle(id: string): Promise<void> {
    const now = await this.api.call<WatchedDeployment>('GET', `/api/deployments/${id}`);
    if (!hasEnded(now)) return;
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.resolve(now);
  }
}

function hasEnded({ status }: WatchedDeployment): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}
