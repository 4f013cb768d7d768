import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import type { Agent, Deployment } from '@nora/data-access';
import { RelativeTime } from '@nora/ui';

import { AgentOperations } from '../agent-operations.store';
import { driftAnswer } from './drift-answer';

/** How the runtime differs from what was made, since when, and what is done about it. */
@Component({
  selector: 'nora-drift-banner',
  imports: [MatButton, MatIcon, RelativeTime, RouterLink],
  templateUrl: './drift-banner.html',
  styleUrl: './drift-banner.scss',
})
export class DriftBanner {
  private readonly operations = inject(AgentOperations);

  readonly agent = input.required<Agent>();
  readonly inFlight = input<Deployment | null>(null);

  protected readonly answer = computed(() => driftAnswer(this.agent(), this.inFlight()));
  protected readonly mayChange = computed(() => this.operations.mayChange(this.agent()));
  protected readonly busy = computed(() => this.operations.pending(this.agent().id) !== null);
  // Lost storage has ways out of its own, beside the failure.
  protected readonly mayRedeploy = computed(
    () =>
      this.operations.allows('redeploy', this.agent()) &&
      !this.agent().drift.some(({ kind }) => kind === 'storage-missing'),
  );

  protected redeploy(): void {
    void this.operations.run('redeploy', this.agent());
  }
}
