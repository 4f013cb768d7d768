import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MODEL_CALL_OUTCOMES } from '@nora/contracts';
import { WorkspacesStore } from '@nora/data-access';
import { ModelsSwitch, usageRange } from '@nora/spending';
import { UsageReport } from '@nora/spending/report';
import { ErrorPanel, Skeleton } from '@nora/ui';

import { AgentStore } from '../agent.store';
import { AgentStopsStore } from './agent-stops.store';
import { AGENT_USAGE_GROUPS, AgentUsageStore } from './agent-usage.store';
import { CallList } from './call-list';
import { ModelCallsStore } from './model-calls.store';

/** What the agent used models for, call by call, and the switch that stops it. What is looked at is in the address. */
@Component({
  selector: 'nora-agent-usage',
  imports: [CallList, ErrorPanel, ModelsSwitch, Skeleton, UsageReport],
  providers: [AgentStopsStore, AgentUsageStore, ModelCallsStore],
  templateUrl: './agent-usage.html',
  styles: `
    section {
      display: flex;
      flex-direction: column;
      gap: 10px;
      padding: 14px 16px;
    }
  `,
})
export class AgentUsage {
  private readonly workspaces = inject(WorkspacesStore);
  private readonly agents = inject(AgentStore);

  /** Route and query parameters. */
  readonly agentId = input.required<string>();
  readonly range = input<string>();
  readonly by = input<string>();
  readonly measure = input<string>();
  readonly view = input<string>();
  readonly outcome = input<string>();
  readonly call = input<string>();

  protected readonly usage = inject(AgentUsageStore);
  protected readonly calls = inject(ModelCallsStore);
  protected readonly stops = inject(AgentStopsStore);
  protected readonly groups = AGENT_USAGE_GROUPS;
  protected readonly shownBy = computed(
    () => AGENT_USAGE_GROUPS.find((group) => group === this.by()) ?? AGENT_USAGE_GROUPS[0],
  );
  protected readonly shownOutcome = computed(
    () => MODEL_CALL_OUTCOMES.find((outcome) => outcome === this.outcome()) ?? null,
  );
  protected readonly mayStop = computed(() =>
    this.workspaces.can('agent-models:stop', this.agents.agent()?.workspaceId),
  );
  private readonly shownRange = computed(() => usageRange(this.range()));

  constructor() {
    toObservable(this.agentId)
      .pipe(takeUntilDestroyed())
      .subscribe((agentId) => void this.stops.show(agentId));
    toObservable(computed(() => ({ of: this.agentId(), range: this.shownRange(), by: this.shownBy() })))
      .pipe(takeUntilDestroyed())
      .subscribe((asked) => void this.usage.show(asked));
    toObservable(computed(() => ({ agentId: this.agentId(), outcome: this.shownOutcome() })))
      .pipe(takeUntilDestroyed())
      .subscribe((asked) => void this.calls.show(asked));
  }
}
