import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import { NOT_KNOWN, formatShort, formatUsd } from '@nora/spending';
import { ErrorPanel, Skeleton, formatNumber } from '@nora/ui';

import { CostToday as CostTodayStore } from './cost-today.store';

/** What the workspace spent on models today. */
@Component({
  selector: 'nora-cost-today',
  imports: [ErrorPanel, RouterLink, Skeleton],
  providers: [CostTodayStore],
  template: `
    <h2 id="today-heading">Models today</h2>
    @if (facts(); as facts) {
      <dl>
        <div>
          <dt>Cost</dt>
          <dd class="numeric cost">{{ facts.cost }}</dd>
        </div>
        <div>
          <dt>Calls</dt>
          <dd class="numeric">{{ facts.calls }}</dd>
        </div>
        <div>
          <dt>Tokens</dt>
          <dd class="numeric">{{ facts.tokens }}</dd>
        </div>
      </dl>
      @if (facts.unpriced; as unpriced) {
        <p>The price of {{ unpriced }} of the calls is not known; they are not in the cost.</p>
      }
      @if (workspace(); as workspace) {
        <span class="links">
          <a [routerLink]="['/workspaces', workspace.id, 'usage']">Usage</a>
          <a [routerLink]="['/workspaces', workspace.id, 'budgets']">Budgets</a>
        </span>
      }
    } @else if (store.problem(); as problem) {
      <nora-error-panel canRetry [problem]="problem" (retry)="store.load()" />
    } @else {
      <nora-skeleton label="Loading the cost of today" lines="2" />
    }
  `,
  styleUrl: './cost-today.scss',
})
export class CostToday {
  protected readonly store = inject(CostTodayStore);
  protected readonly workspace = inject(WorkspacesStore).current;
  protected readonly facts = computed(() => {
    const used = this.store.used();
    if (!used) return null;
    const { calls, unpriced, costUsd, inputTokens, outputTokens } = used;
    return {
      cost: unpriced > 0 && unpriced === calls ? NOT_KNOWN : formatUsd(costUsd),
      calls: formatNumber(calls),
      tokens: formatShort(inputTokens + outputTokens),
      unpriced: unpriced > 0 ? formatNumber(unpriced) : null,
    };
  });
}
