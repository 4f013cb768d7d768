import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import type { Agent } from '@nora/data-access';

import { AgentOperations } from '../agent-operations.store';

/** The ways to remove an agent. */
@Component({
  selector: 'nora-danger-zone',
  imports: [MatButton, MatIcon],
  templateUrl: './danger-zone.html',
  styleUrl: './danger-zone.scss',
})
export class DangerZone {
  private readonly operations = inject(AgentOperations);

  readonly agent = input.required<Agent>();

  protected readonly busy = computed(() => this.operations.pending(this.agent().id) !== null);
  protected readonly mayDelete = computed(() => this.operations.allows('delete', this.agent()));
  protected readonly mayForce = computed(() => this.operations.allows('force-delete', this.agent()));

  protected run(operation: 'delete' | 'force-delete'): void {
    void this.operations.run(operation, this.agent());
  }
}
