import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import type { Deployment } from '@nora/data-access';
import {
  Clock,
  CopyableId,
  DEPLOYMENT_STATUS_LOOKS,
  RelativeTime,
  StatusBadge,
  StepTimeline,
  formatDuration,
} from '@nora/ui';

import type { Operation } from '../agent-operations.store';
import { OPERATION_LOOKS } from '../operation-looks';

/** One deployment: its steps as they happen, and a page of help when it failed. */
@Component({
  selector: 'nora-deployment-card',
  imports: [CopyableId, MatButton, MatIcon, RelativeTime, StatusBadge, StepTimeline],
  templateUrl: './deployment-card.html',
  styleUrl: './deployment-card.scss',
})
export class DeploymentCard {
  private readonly clock = inject(Clock);

  readonly deployment = input.required<Deployment>();
  /** What can be asked of the agent now; decides which way out is offered after a failure. */
  readonly offered = input<readonly Operation[]>([]);
  readonly operate = output<Operation>();

  protected readonly look = computed(() => DEPLOYMENT_STATUS_LOOKS[this.deployment().status]);
  protected readonly kind = computed(() => OPERATION_LOOKS[this.deployment().kind].label);
  protected readonly elapsed = computed(() => {
    const { startedAt, finishedAt } = this.deployment();
    if (!startedAt) return null;
    return formatDuration((finishedAt ? Date.parse(finishedAt) : this.clock.now()) - Date.parse(startedAt));
  });
  protected readonly remedy = computed(() => {
    const { kind, status } = this.deployment();
    if (status !== 'failed') return null;
    const again: Operation = kind === 'deploy' ? 'redeploy' : kind;
    const operation = this.offered().find((one) => one === again);
    return operation ? { operation, ...OPERATION_LOOKS[operation] } : null;
  });
}
