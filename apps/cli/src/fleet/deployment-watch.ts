import { setTimeout as sleep } from 'node:timers/promises';
import type { DeploymentEventPayload, DeploymentStatus } from '@nora/contracts';
import type { FleetApi } from './fleet-api';

/** How often an unfinished deployment is looked at, for every page of agents that this takes; events are quicker. */
const EVERY_MS = 5_000;
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
 * Waits for deployments of one workspace. Their ends are events; what a stream did not tell is looked for in one list
 * for all of them, so that a large fleet asks no more often than a small one.
 */
export class DeploymentWatch {
  private readonly waiting = new Map<string, Waiting>();
  /** Ends that were told of before anybody waited. */
  private readonly early = new Map<string, DeploymentStatus>();
  private looking = false;
  private readonly closing = new AbortController();

  constructor(
    private readonly api: FleetApi,
    private readonly workspaceId: string,
    private readonly signal: AbortSignal,
    private readonly everyMs: number = EVERY_MS,
  ) {}

  /** Listens for ends, until it is closed. */
  open(): void {
    void this.listen();
  }

  close(): void {
    this.closing.abort(new Error('closed'));
  }

  /**
   * @returns the deployment as it ended, however
   * @throws what the signal was aborted for, or what the API refused
   */
  ended(deployment: WatchedDeployment): Promise<WatchedDeployment> {
    if (isEnd(deployment.status)) return Promise.resolve(deployment);
    const early = this.early.get(deployment.id);
    if (early === 'succeeded') return Promise.resolve({ ...deployment, status: early });
    if (early) return this.api.call('GET', `/api/deployments/${deployment.id}`);
    return new Promise((resolve, reject) => {
      this.waiting.set(deployment.id, { deployment, resolve, reject });
      if (!this.looking) void this.look();
    });
  }

  private async listen(): Promise<void> {
    try {
      for await (const { event, data } of this.api.events(this.closing.signal)) {
        if (event !== 'deployment.status-changed') continue;
        const { deploymentId, status } = JSON.parse(data) as DeploymentEventPayload;
        if (!isEnd(status)) continue;
        const waiting = this.waiting.get(deploymentId);
        if (!waiting) this.early.set(deploymentId, status);
        else await this.ends(waiting.deployment, status);
      }
    } catch {
      // The list tells of the rest.
    }
  }

  private async look(): Promise<void> {
    this.looking = true;
    let pause = this.everyMs;
    const signal = AbortSignal.any([this.signal, this.closing.signal]);
    try {
      while (this.waiting.size > 0) {
        await sleep(pause, undefined, { signal });
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
    this.looking = false;
  }

  private async ends(deployment: WatchedDeployment, status: DeploymentStatus): Promise<void> {
    if (status === 'succeeded') this.end({ ...deployment, status });
    // Why it failed is not part of the event.
    else await this.settle(deployment.id);
  }

  private async settle(id: string): Promise<void> {
    const now = await this.api.call<WatchedDeployment>('GET', `/api/deployments/${id}`);
    if (isEnd(now.status)) this.end(now);
  }

  private end(deployment: WatchedDeployment): void {
    const waiting = this.waiting.get(deployment.id);
    this.waiting.delete(deployment.id);
    waiting?.resolve(deployment);
  }
}

function isEnd(status: DeploymentStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}
