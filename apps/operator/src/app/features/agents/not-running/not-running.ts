import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { EmptyState, type IconName } from '@nora/ui';

import { AgentOperations, type Operation } from '../agent-operations.store';
import { AgentStore } from '../agent.store';
import { operationLook } from '../operation-looks';

const REMEDIES: readonly Operation[] = ['start', 'redeploy'];

/** In the place of what only a running agent can show; its content says what that is. Offers what makes it run. */
@Component({
  selector: 'nora-not-running',
  imports: [EmptyState, MatButton, MatIcon],
  templateUrl: './not-running.html',
})
export class NotRunning {
  private readonly operations = inject(AgentOperations);
  private readonly agent = inject(AgentStore).agent;

  readonly icon = input.required<IconName>();

  protected readonly remedy = computed(() => {
    const agent = this.agent();
    const operation = agent && this.operations.offered(agent).find((one) => REMEDIES.includes(one));
    return agent && operation ? { operation, ...operationLook(operation, agent) } : null;
  });

  protected run(operation: Operation): void {
    const agent = this.agent();
    if (agent) void this.operations.run(operation, agent);
  }
}
