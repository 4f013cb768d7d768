import { Component, computed, effect, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatTabLink, MatTabNav, MatTabNavPanel } from '@angular/material/tabs';
import { Title } from '@angular/platform-browser';
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import type { WorkspacePermission } from '@nora/contracts';
import { type Deployment, WorkspacesStore } from '@nora/data-access';
import { askToStopModels } from '@nora/spending';
import {
  AGENT_STATUS_LOOKS,
  CopyableId,
  DRIFT_LOOK,
  EmptyState,
  ErrorPanel,
  Skeleton,
  StatusBadge,
} from '@nora/ui';
import { filter, map } from 'rxjs';

import { AgentLights } from '../agent-overview/agent-lights';
import { AgentOperations, type Operation } from '../agent-operations.store';
import { AgentStore } from '../agent.store';
import { isEvaluation } from '../labels';
import { ModelPauseBanner } from '../model-pause/model-pause-banner';
import { ModelPauses } from '../model-pause/model-pauses.store';
import { OPERATION_LOOKS, type OperationLook, operationLook } from '../operation-looks';

const STOP_CONSEQUENCE =
  'The agent runs on, but no model answers it any more: calls under way are cut off within two seconds, and every further one is refused until somebody lets the models run again.';
const ELSEWHERE: ReadonlySet<Operation> = new Set(['cancel', 'force-delete']);

/** One agent: who it is, how it is, what can be done, and its tabs. */
@Component({
  selector: 'nora-agent-page',
  imports: [
    AgentLights,
    CopyableId,
    EmptyState,
    ErrorPanel,
    MatButton,
    MatIcon,
    MatTabLink,
    MatTabNav,
    MatTabNavPanel,
    ModelPauseBanner,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    Skeleton,
    StatusBadge,
  ],
  templateUrl: './agent-page.html',
  styleUrl: './agent-page.scss',
})
export class AgentPage {
  private readonly operations = inject(AgentOperations);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly pauses = inject(ModelPauses);
  private readonly dialog = inject(MatDialog);

  readonly agentId = input.required<string>();

  protected readonly store = inject(AgentStore);
  protected readonly agent = this.store.agent;
  protected readonly looks = AGENT_STATUS_LOOKS;
  protected readonly drift = DRIFT_LOOK;
  protected readonly missing = computed(() => !this.agent() && this.store.problem()?.status === 404);
  protected readonly evaluation = computed(() => {
    const agent = this.agent();
    return agent !== null && isEvaluation(agent);
  });
  protected readonly offered = computed(() => {
    const agent = this.agent();
    // A deployment in flight is called off where it is shown; force is for the settings.
    return agent ? this.operations.offered(agent).filter((one) => !ELSEWHERE.has(one)) : [];
  });
  protected readonly mayStopModels = computed(() => {
    const agent = this.agent();
    if (!agent || agent.status === 'deleted' || agent.modelPause?.kind === 'kill') return false;
    return this.workspaces.can('agent-models:stop', agent.workspaceId);
  });
  protected readonly inFlight = computed(() => this.store.inFlight()?.kind ?? null);
  protected readonly pending = computed(() => this.operations.pending(this.agentId()));
  protected readonly tabs = computed(() => {
    const may = (permission: WorkspacePermission) =>
      this.workspaces.can(permission, this.agent()?.workspaceId);
    return [
      { path: 'overview', label: 'Overview', shown: true },
      { path: 'chat', label: 'Chat', shown: may('chat:read') },
      { path: 'terminal', label: 'Terminal', shown: may('agents:exec') },
      { path: 'logs', label: 'Logs', shown: may('agents:logs') },
      { path: 'files', label: 'Files', shown: may('files:read') },
      { path: 'metrics', label: 'Metrics', shown: may('agents:metrics') },
      { path: 'usage', label: 'Usage', shown: may('usage:read') },
      { path: 'console', label: 'Console', shown: may('agents:gateway') },
      { path: 'capabilities', label: 'Capabilities', shown: may('agents:gateway') },
      { path: 'schedules', label: 'Schedules', shown: may('schedules:read') },
      { path: 'versions', label: 'Versions', shown: true },
      { path: 'settings', label: 'Settings', shown: may('agents:write') },
    ].filter(({ shown }) => shown);
  });

  constructor() {
    const title = inject(Title);
    const navigated = toSignal(
      inject(Router).events.pipe(
        filter((event) => event instanceof NavigationEnd),
        map(({ id }) => id),
      ),
    );
    toObservable(this.agentId)
      .pipe(takeUntilDestroyed())
      .subscribe((agentId) => void this.store.open(agentId));
    this.operations.started
      .pipe(takeUntilDestroyed())
      .subscribe((deployment) => this.store.started(deployment));
    effect(() => {
      const agent = this.agent();
      // The router writes the title of the route after each navigation; the name goes on top.
      if (agent && navigated() !== null) title.setTitle(`${agent.name} · Nora`);
    });
  }

  protected look(kind: Deployment['kind']): OperationLook {
    return OPERATION_LOOKS[kind];
  }

  protected offer(operation: Operation): OperationLook {
    const agent = this.agent();
    return agent ? operationLook(operation, agent) : OPERATION_LOOKS[operation];
  }

  protected async stopModels(): Promise<void> {
    const agent = this.agent();
    if (!agent) return;
    await askToStopModels(this.dialog, {
      ...{ title: `Stop the models of ${agent.name}?`, consequence: STOP_CONSEQUENCE },
      stop: (reason) => this.pauses.stop(agent, reason),
    });
  }

  protected run(operation: Operation): void {
    const agent = this.agent();
    if (agent) void this.operations.run(operation, agent);
  }
}
