import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { type Agent, type BulkOperation, WorkspacesStore } from '@nora/data-access';

import { AgentOperations } from '../agent-operations.store';
import { AgentQuestions } from '../agent-questions';
import { OPERATION_LOOKS } from '../operation-looks';
import { BULK_OPERATIONS, BulkStore } from './bulk.store';

/** What can be asked of all chosen agents at once. */
@Component({
  selector: 'nora-bulk-bar',
  imports: [MatButton, MatIcon],
  templateUrl: './bulk-bar.html',
  styleUrl: './bulk-bar.scss',
})
export class BulkBar {
  private readonly operations = inject(AgentOperations);
  private readonly questions = inject(AgentQuestions);
  private readonly workspaces = inject(WorkspacesStore);

  readonly agents = input.required<readonly Agent[]>();
  /** The choice has served its purpose, or is given up. */
  readonly cleared = output<void>();

  protected readonly store = inject(BulkStore);
  protected readonly looks = OPERATION_LOOKS;
  /** Only what at least one of them allows; those that do not are told apart in the results. */
  protected readonly offered = computed(() =>
    BULK_OPERATIONS.map((operation) => ({
      operation,
      count: this.agents().filter((agent) => this.operations.allows(operation, agent)).length,
    })).filter(({ count }) => count > 0),
  );

  protected async run(operation: BulkOperation): Promise<void> {
    const agents = this.agents();
    const workspaceId = this.workspaces.current()?.id;
    if (!workspaceId || this.store.asking()) return;
    if (operation === 'delete' && !(await this.questions.beforeBulkDelete(agents.length))) return;
    this.cleared.emit();
    await this.store.start(operation, workspaceId, agents);
  }
}
