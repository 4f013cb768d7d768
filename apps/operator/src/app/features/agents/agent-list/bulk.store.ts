import { Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AgentsService, DeploymentsService } from '@nora/api-client';
import {
  type Agent,
  type BulkOperation,
  type BulkResult,
  type Deployment,
  LiveEvents,
  isAgentEvent,
  toUserProblem,
} from '@nora/data-access';
import { filter, firstValueFrom } from 'rxjs';

import { reduceDeployment } from '../live-reduction';
import { isFinal } from '../possible-operations';

/** The operations that can be asked of several agents at once, in the order in which they are offered. */
export const BULK_OPERATIONS: readonly BulkOperation[] = ['start', 'stop', 'restart', 'redeploy', 'delete'];

/** What became of one agent: under way, over, or refused. */
export interface BulkItem {
  agentId: string;
  name: string;
  deployment: Deployment | null;
  /** Why it was refused, or how its deployment failed. */
  refusal: string | null;
}

/** One operation on several agents. */
export interface BulkRun {
  operation: BulkOperation;
  items: readonly BulkItem[];
}

/** Most agents the API takes in one call. */
const CHUNK = 100;
const STORAGE_KEY = 'nora.bulk';

/** The last operation on several agents, until it is dismissed: it outlives pages and reloads. */
@Injectable({ providedIn: 'root' })
export class BulkStore {
  private readonly agents = inject(AgentsService);
  private readonly deployments = inject(DeploymentsService);
  private readonly current = signal<BulkRun | null>(stored());
  private readonly sending = signal(false);

  readonly run = this.current.asReadonly();
  /** True while it is being asked for. */
  readonly asking = this.sending.asReadonly();
  readonly counts = computed(() => countsOf(this.current()?.items ?? []));

  constructor() {
    const live = inject(LiveEvents);
    live.events.pipe(filter(isAgentEvent), takeUntilDestroyed()).subscribe((event) => {
      this.change((item) => {
        if (!item.deployment) return item;
        const deployment = reduceDeployment(item.deployment, event);
        return deployment === item.deployment ? item : { ...item, deployment };
      });
    });
    live.resync.pipe(takeUntilDestroyed()).subscribe(() => void this.refresh());
    void this.refresh();
  }

  /** Asks for the operation on each of these agents; one that is refused does not keep the others. */
  async start(operation: BulkOperation, workspaceId: string, agents: readonly Agent[]): Promise<void> {
    if (this.sending()) return;
    this.sending.set(true);
    this.write({ operation, items: [] });
    try {
      for (let first = 0; first < agents.length; first += CHUNK) {
        const items = await this.ask(operation, workspaceId, agents.slice(first, first + CHUNK));
        this.write({ operation, items: [...(this.current()?.items ?? []), ...items] });
      }
    } finally {
      this.sending.set(false);
    }
  }

  dismiss(): void {
    this.write(null);
  }

  private async ask(
    operation: BulkOperation,
    workspaceId: string,
    agents: readonly Agent[],
  ): Promise<BulkItem[]> {
    const agentIds = agents.map(({ id }) => id);
    const nameOf = (agentId: string) => agents.find(({ id }) => id === agentId)?.name ?? agentId;
    try {
      const body = { operation, agentIds };
      const { results } = await firstValueFrom(this.agents.operateAgents({ workspaceId, body }));
      return results.map((result) => toItem(result, nameOf(result.agentId)));
    } catch (error) {
      const { detail } = toUserProblem(error);
      return agents.map(({ id, name }) => ({ agentId: id, name, deployment: null, refusal: detail }));
    }
  }

  /** Reads again what was under way when events may have been missed. */
  private async refresh(): Promise<void> {
    for (const { deployment } of this.current()?.items ?? []) {
      if (!deployment || isFinal(deployment.status)) continue;
      const deploymentId = deployment.id;
      try {
        const found = await firstValueFrom(this.deployments.getDeployment({ deploymentId }));
        this.change((item) => (item.deployment?.id === found.id ? { ...item, deployment: found } : item));
      } catch {
        // The agents themselves show what became of them.
      }
    }
  }

  private change(of: (item: BulkItem) => BulkItem): void {
    const run = this.current();
    if (!run) return;
    const items = run.items.map(of);
    if (items.some((item, index) => item !== run.items[index])) this.write({ ...run, items });
  }

  private write(run: BulkRun | null): void {
    this.current.set(run);
    if (run) sessionStorage.setItem(STORAGE_KEY, JSON.stringify(run));
    else sessionStorage.removeItem(STORAGE_KEY);
  }
}

/** How many are done, under way, and not done. */
export function countsOf(items: readonly BulkItem[]): { done: number; going: number; not: number } {
  const going = items.filter(({ deployment }) => deployment && !isFinal(deployment.status)).length;
  const done = items.filter(({ deployment }) => deployment?.status === 'succeeded').length;
  return { done, going, not: items.length - done - going };
}

function toItem({ agentId, deployment, error }: BulkResult, name: string): BulkItem {
  return { agentId, name, deployment: deployment ?? null, refusal: error?.detail ?? null };
}

function stored(): BulkRun | null {
  const text = sessionStorage.getItem(STORAGE_KEY);
  if (!text) return null;
  try {
    return JSON.parse(text) as BulkRun;
  } catch {
    return null;
  }
}
