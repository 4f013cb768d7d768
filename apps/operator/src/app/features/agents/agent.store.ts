import { Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { AgentsService, DeploymentsService } from '@nora/api-client';
import {
  type Agent,
  type AgentEvent,
  type Deployment,
  LiveEvents,
  type UserProblem,
  WorkspacesStore,
  isAgentEvent,
  toUserProblem,
} from '@nora/data-access';
import { filter, firstValueFrom } from 'rxjs';

import { AgentsStore } from './agents.store';
import { reduceAgent, reduceDeployment } from './live-reduction';
import { MissedEvents } from './missed-events';
import { type StopEvent, isStopEvent } from './model-pause/stop-events';
import { busyOperations, isFinal } from './possible-operations';

const HISTORY = 20;
/** Events that tell less than the agent shows of what they are about. */
const GIVEN: ReadonlySet<AgentEvent['type']> = new Set([
  'agent.updated',
  'agent.model-changed',
  'agent.secrets-changed',
]);

/** One agent and its deployments, kept true by the event stream. Lives as long as the agent's page. */
@Injectable()
export class AgentStore {
  private readonly agents = inject(AgentsService);
  private readonly history = inject(DeploymentsService);
  private readonly list = inject(AgentsStore);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly current = signal<Agent | null>(null);
  private readonly attempts = signal<readonly Deployment[]>([]);
  private readonly cursor = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly older = signal<'idle' | 'reading' | UserProblem>('idle');
  private readonly missed = new MissedEvents();
  /** Deployments whose answer is on its way. */
  private readonly reading = new Set<string>();
  private agentId = '';

  readonly agent = this.current.asReadonly();
  /** Newest first. */
  readonly deployments = this.attempts.asReadonly();
  readonly hasOlder = computed(() => this.cursor() !== null);
  readonly readingOlder = computed(() => this.older() === 'reading');
  /** Why older deployments could not be read. */
  readonly olderProblem = computed(() => {
    const older = this.older();
    return typeof older === 'string' ? null : older;
  });
  readonly problem = this.fault.asReadonly();
  readonly latest = computed<Deployment | null>(() => this.attempts()[0] ?? null);
  readonly inFlight = computed<Deployment | null>(() => {
    const latest = this.latest();
    return latest && !isFinal(latest.status) ? latest : null;
  });

  constructor() {
    const live = inject(LiveEvents);
    live.events.pipe(filter(isAgentEvent), takeUntilDestroyed()).subscribe((event) => this.apply(event));
    // What it talks to may be called otherwise now, and one that holds a key itself may need the new one.
    live.events
      .pipe(
        filter(({ type, workspaceId }) => {
          return type === 'provider.changed' && workspaceId === this.current()?.workspaceId;
        }),
        takeUntilDestroyed(),
      )
      .subscribe(() => void this.readAgent());
    live.events.pipe(filter(isStopEvent), takeUntilDestroyed()).subscribe((event) => this.heed(event));
    live.resync.pipe(takeUntilDestroyed()).subscribe(() => void this.refresh());
  }

  /** Shows this agent. */
  async open(agentId: string): Promise<void> {
    if (agentId !== this.agentId) {
      this.agentId = agentId;
      this.current.set(null);
      this.attempts.set([]);
      this.cursor.set(null);
      this.older.set('idle');
    }
    await this.refresh();
  }

  /** Reads agent and deployments again. */
  async refresh(): Promise<void> {
    const agentId = this.agentId;
    this.fault.set(null);
    const answers = Promise.all([
      firstValueFrom(this.agents.getAgent({ agentId })),
      firstValueFrom(this.history.listAgentDeployments({ agentId, limit: HISTORY })),
    ]);
    const take = ([agent, page]: Awaited<typeof answers>) => {
      if (agentId !== this.agentId) return;
      this.put(agent);
      this.attempts.set(page.items);
      this.cursor.set(page.nextCursor);
      this.workspaces.select(agent.workspaceId);
    };
    try {
      await this.missed.during(answers, take, (event) => this.reduce(event));
    } catch (error) {
      this.fault.set(toUserProblem(error));
    }
  }

  /** Reads the next older deployments. */
  async loadOlder(): Promise<void> {
    const cursor = this.cursor();
    const agentId = this.agentId;
    if (!cursor || this.readingOlder()) return;
    this.older.set('reading');
    try {
      const asked = { agentId, limit: HISTORY, cursor };
      const page = await firstValueFrom(this.history.listAgentDeployments(asked));
      if (agentId !== this.agentId) return;
      this.takeIn(page.items);
      this.cursor.set(page.nextCursor);
      this.older.set('idle');
    } catch (error) {
      this.older.set(toUserProblem(error));
    }
  }

  /** Makes sure that this deployment of the agent is among those shown, however old it is. */
  async find(deploymentId: string): Promise<void> {
    if (this.attempts().some(({ id }) => id === deploymentId)) return;
    try {
      const found = await firstValueFrom(this.history.getDeployment({ deploymentId }));
      if (found.agentId === this.agentId) this.takeIn([found]);
    } catch (error) {
      // A link may outlive what it led to; the page then shows the latest.
      this.report(error);
    }
  }

  /** Takes in the deployment that an operation has just started or changed, before its event arrives. */
  started(deployment: Deployment): void {
    if (deployment.agentId !== this.agentId) return;
    const known = this.attempts().find(({ id }) => id === deployment.id);
    if (known) {
      // Its events may have overtaken this answer; only the wish to cancel is news then.
      if (deployment.cancelRequested && !isFinal(known.status)) this.takeIn([deployment]);
      return;
    }
    this.takeIn([deployment]);
    this.current.update(
      (agent) =>
        agent && {
          ...agent,
          activeDeploymentId: deployment.id,
          allowedOperations: busyOperations(deployment.kind, deployment.cancelRequested),
        },
    );
  }

  /** Takes in the agent as the server has just answered it. */
  put(agent: Agent): void {
    if (agent.id !== this.agentId) return;
    this.current.set(agent);
    this.list.put(agent);
  }

  private apply(event: AgentEvent): void {
    if (event.agentId !== this.agentId) return;
    this.missed.add(event);
    const known = this.attempts().find(({ id }) => 'deploymentId' in event && id === event.deploymentId);
    this.reduce(event);
    if (!this.current()) return;
    if (GIVEN.has(event.type)) void this.readAgent();
    if (!('status' in event || 'step' in event) || !('deploymentId' in event)) return;
    // An event of a new deployment or step tells less than is shown: who asked, how long it usually takes.
    const news = 'step' in event && !known?.steps.some(({ position }) => position === event.step.position);
    if (!known || news) {
      void this.readDeployment(event.deploymentId);
      return;
    }
    // The outcome carries more than its event does: evidence, next action, the runtime's version.
    if (event.type === 'deployment.status-changed' && isFinal(event.status)) {
      void this.readDeployment(event.deploymentId);
      const removed = (event.kind === 'delete' || event.kind === 'force-delete') && !known.options.keepData;
      // Of an agent that was deleted with its data there is nothing left to read.
      if (!removed || event.status !== 'succeeded') void this.readAgent();
    }
  }

  /** Of several stops the agent shows the strictest, which only the API knows. */
  private heed({ workspaceId, agentId }: StopEvent): void {
    const agent = this.current();
    if (agent?.workspaceId !== workspaceId || (agentId !== null && agentId !== agent.id)) return;
    void this.readAgent();
  }

  private reduce(event: AgentEvent): void {
    const agent = this.current();
    if (!agent || event.agentId !== agent.id) return;
    const next = reduceAgent(agent, event);
    if (next !== agent) this.put(next);
    this.attempts.update((known) => known.map((deployment) => reduceDeployment(deployment, event)));
  }

  private takeIn(found: readonly Deployment[]): void {
    this.attempts.update((known) => {
      const others = known.filter(({ id }) => !found.some((one) => one.id === id));
      return [...found, ...others].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    });
  }

  private async readDeployment(deploymentId: string): Promise<void> {
    // The steps of a plan arrive as one event each; their first answer holds them all.
    const known = this.attempts().find(({ id }) => id === deploymentId);
    if (this.reading.has(deploymentId) && !isFinal(known?.status ?? 'queued')) return;
    this.reading.add(deploymentId);
    const answer = firstValueFrom(this.history.getDeployment({ deploymentId }));
    const take = (found: Deployment) => {
      const present = this.attempts().find(({ id }) => id === deploymentId);
      // Of two answers on their way the one that holds the outcome counts, whichever comes last.
      const outdated = present && isFinal(present.status) && present.error && !isFinal(found.status);
      if (!outdated) this.takeIn([found]);
    };
    try {
      await this.missed.during(answer, take, (event) => this.reduce(event));
    } catch (error) {
      this.report(error);
    } finally {
      this.reading.delete(deploymentId);
    }
  }

  private async readAgent(): Promise<void> {
    const agentId = this.agentId;
    const answer = firstValueFrom(this.agents.getAgent({ agentId }));
    try {
      await this.missed.during(
        answer,
        (agent) => this.put(agent),
        (event) => this.reduce(event),
      );
    } catch (error) {
      this.report(error);
    }
  }

  private report(error: unknown): void {
    const problem = toUserProblem(error);
    // A deleted agent is gone from the API; the page already says so.
    if (problem.status !== 404) this.fault.set(problem);
  }
}
