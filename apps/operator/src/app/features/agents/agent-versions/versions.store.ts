import { Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AgentsService } from '@nora/api-client';
import {
  type AgentEvent,
  type AgentVersion,
  LiveEvents,
  type UserProblem,
  type VersionDifference,
  isAgentEvent,
  toUserProblem,
} from '@nora/data-access';
import { filter, firstValueFrom } from 'rxjs';

import { isFinal } from '../possible-operations';

const PAGE = 50;

/** The versions of one agent, and what tells two of them apart. */
@Injectable()
export class VersionsStore {
  private readonly client = inject(AgentsService);
  private readonly known = signal<readonly AgentVersion[]>([]);
  private readonly cursor = signal<string | null>(null);
  private readonly read = signal(false);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly compared = signal<VersionDifference | null>(null);
  private readonly compareFault = signal<UserProblem | null>(null);
  private agentId = '';
  private pair = '';

  /** Newest first. */
  readonly items = this.known.asReadonly();
  readonly loaded = this.read.asReadonly();
  readonly hasOlder = computed(() => this.cursor() !== null);
  readonly problem = this.fault.asReadonly();
  /** Null while it is being read. */
  readonly difference = this.compared.asReadonly();
  readonly differenceProblem = this.compareFault.asReadonly();

  constructor() {
    const live = inject(LiveEvents);
    live.events.pipe(filter(isAgentEvent), takeUntilDestroyed()).subscribe((event) => {
      if (event.agentId === this.agentId && concernsVersions(event)) void this.load();
    });
    live.resync.pipe(takeUntilDestroyed()).subscribe(() => void this.load());
  }

  /** Shows the versions of this agent. */
  async open(agentId: string): Promise<void> {
    this.agentId = agentId;
    this.known.set([]);
    this.cursor.set(null);
    this.read.set(false);
    await this.load();
  }

  /** Reads the newest again; older ones that were read stay. */
  async load(): Promise<void> {
    const agentId = this.agentId;
    this.fault.set(null);
    try {
      const page = await firstValueFrom(this.client.listAgentVersions({ agentId, limit: PAGE }));
      if (agentId !== this.agentId) return;
      const oldest = page.items.at(-1)?.number ?? 0;
      const older = this.known().filter(({ number }) => number < oldest);
      if (older.length === 0) this.cursor.set(page.nextCursor);
      const elsewhere = !page.items.some(({ current }) => current);
      const kept = older.map((version) => ({ ...version, current: elsewhere && version.current }));
      this.known.set([...page.items, ...kept]);
      this.read.set(true);
    } catch (error) {
      this.fault.set(toUserProblem(error));
    }
  }

  /** Reads the next older ones. */
  async loadOlder(): Promise<void> {
    const cursor = this.cursor();
    const agentId = this.agentId;
    if (!cursor) return;
    try {
      const page = await firstValueFrom(this.client.listAgentVersions({ agentId, limit: PAGE, cursor }));
      if (agentId !== this.agentId) return;
      this.known.update((known) => [...known, ...page.items]);
      this.cursor.set(page.nextCursor);
    } catch (error) {
      this.fault.set(toUserProblem(error));
    }
  }

  /** Compares two versions; the answer to the last question counts. */
  async compare(from: number, to: number): Promise<void> {
    const agentId = this.agentId;
    const pair = `${agentId} ${from} ${to}`;
    this.pair = pair;
    this.compared.set(null);
    this.compareFault.set(null);
    try {
      const answer = await firstValueFrom(this.client.compareAgentVersions({ agentId, a: from, b: to }));
      if (pair === this.pair) this.compared.set(answer);
    } catch (error) {
      if (pair === this.pair) this.compareFault.set(toUserProblem(error));
    }
  }
}

/** True when a version may have been made, or another one may be current. */
function concernsVersions(event: AgentEvent): boolean {
  if (event.type === 'deployment.status-changed') return isFinal(event.status);
  return event.type === 'deployment.created' || event.type === 'agent.updated';
}
