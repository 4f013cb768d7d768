import { Component, inject, input } from '@angular/core';
import { BudgetsSection, ModelsSwitch } from '@nora/spending';

import { FleetBudgetsStore } from './fleet-budgets.store';
import { FleetStopsStore } from './fleet-stops.store';

/** How much all workspaces together may use models, and the switch that stops all of it. */
@Component({
  selector: 'nora-fleet-budgets',
  imports: [BudgetsSection, ModelsSwitch],
  providers: [FleetBudgetsStore, FleetStopsStore],
  template: `
    <div class="page">
      <h1>Budgets</h1>
      <section class="card" aria-labelledby="switch-heading">
        <h2 id="switch-heading">Models of the whole installation</h2>
        <nora-models-switch mayStop scope="installation" [store]="stops" />
      </section>
      <section aria-labelledby="budgets-heading">
        <h2 id="budgets-heading">Budgets of the installation</h2>
        <nora-budgets-section
          mayManage
          whole="The whole installation"
          [store]="budgets"
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
export class FleetBudgets {
  /** Query parameter: id of the budget that a link is about. */
  readonly budget = input<string>();

  protected readonly budgets = inject(FleetBudgetsStore);
  protected readonly stops = inject(FleetStopsStore);

  constructor() {
    void this.budgets.show('');
    void this.stops.show('');
  }
}
