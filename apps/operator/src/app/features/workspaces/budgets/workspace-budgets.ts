import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { WorkspacesStore } from '@nora/data-access';
import { BudgetsSection, ModelsSwitch } from '@nora/spending';

import { AgentsStore } from '../../agents/agents.store';
import { WorkspaceBudgetsStore } from './workspace-budgets.store';
import { WorkspaceStopsStore } from './workspace-stops.store';

/** How much the agents of a workspace may use models, and the switch that stops all of it. */
@Component({
  selector: 'nora-workspace-budgets',
  imports: [BudgetsSection, ModelsSwitch],
  providers: [WorkspaceBudgetsStore, WorkspaceStopsStore],
  template: `
    <div class="page">
      <section class="card" aria-labelledby="switch-heading">
        <h2 id="switch-heading">Models of this workspace</h2>
        <nora-models-switch scope="workspace" [store]="stops" [mayStop]="mayStop()" />
      </section>
      <section aria-labelledby="budgets-heading">
        <h2 id="budgets-heading">Budgets</h2>
        <nora-budgets-section
          whole="The whole workspace"
          [store]="budgets"
          [mayManage]="mayManage()"
          [subjects]="subjects()"
          [chosen]="budget()"
        />
      </section>
    </div>
  `,
  styles: `
    section {
      display: flex;
      flex-direction: column;
      gap: 10px;
    }
    section.card {
      padding: 14px 16px;
    }
  `,
})
export class WorkspaceBudgets {
  private readonly workspaces = inject(WorkspacesStore);
  private readonly agents = inject(AgentsStore);

  readonly workspaceId = input.required<string>();
  /** Query parameter: id of the budget that a link is about. */
  readonly budget = input<string>();

  protected readonly budgets = inject(WorkspaceBudgetsStore);
  protected readonly stops = inject(WorkspaceStopsStore);
  protected readonly mayManage = computed(() => this.workspaces.can('budgets:manage', this.workspaceId()));
  protected readonly mayStop = computed(() => this.workspaces.can('models:stop', this.workspaceId()));
  protected readonly subjects = computed(() =>
    this.agents
      .items()
      .filter(({ workspaceId }) => workspaceId === this.workspaceId())
      .map(({ id, name }) => ({ id, name }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  );

  constructor() {
    toObservable(this.workspaceId)
      .pipe(takeUntilDestroyed())
      .subscribe((workspaceId) => {
        void this.budgets.show(workspaceId);
        void this.stops.show(workspaceId);
      });
  }
}
