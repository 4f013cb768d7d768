import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import type { Agent } from '@nora/data-access';
import { RelativeTime } from '@nora/ui';

import { AgentOperations } from '../agent-operations.store';

/** Says that the runtime does not know all it has been given, and offers to tell it. */
@Component({
  selector: 'nora-redeploy-banner',
  imports: [MatButton, MatIcon, RelativeTime],
  templateUrl: './redeploy-banner.html',
  styleUrl: '../drift/drift-banner.scss',
})
export class RedeployBanner {
  private readonly operations = inject(AgentOperations);

  readonly agent = input.required<Agent>();

  protected readonly busy = computed(() => this.operations.pending(this.agent().id) !== null);
  protected readonly mayRedeploy = computed(() => this.operations.allows('redeploy', this.agent()));

  protected redeploy(): void {
    void this.operations.run('redeploy', this.agent());
  }
}
