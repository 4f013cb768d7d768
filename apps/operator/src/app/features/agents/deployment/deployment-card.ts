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
} from '@nora/ui';

import { OPERATION_LOOKS } from '../operation-looks';
import { isFinal } from '../possible-operations';
import { askedBy, detailsOf, paceOf } from './deployment-facts';
import { DeploymentFailure } from './deployment-failure';
import type { Remedy } from './remedies';

/** One deployment: why it is done, its steps as they happen, and a page of help when it failed. */
@Component({
  selector: 'nora-deployment-card',
  imports: [CopyableId, DeploymentFailure, MatButton, MatIcon, RelativeTime, StatusBadge, StepTimeline],
  templateUrl: './deployment-card.html',
  styleUrl: './deployment-card.scss',
})
export class DeploymentCard {
  private readonly clock = inject(Clock);

  readonly deployment = input.required<Deployment>();
  /** The ways out that are offered when it failed. */
  readonly remedies = input<readonly Remedy[]>([]);
  /** Whether the account may call it off. */
  readonly mayCancel = input(false);
  /** True while a call about this agent is on its way. */
  readonly busy = input(false);
  readonly remedy = output<Remedy['act']>();
  readonly cancelled = output<void>();

  protected readonly look = computed(() => DEPLOYMENT_STATUS_LOOKS[this.deployment().status]);
  protected readonly kind = computed(() => OPERATION_LOOKS[this.deployment().kind].label);
  protected readonly pace = computed(() => paceOf(this.deployment(), this.clock.now()));
  protected readonly details = computed(() => detailsOf(this.deployment()).join(' · '));
  protected readonly by = computed(() => askedBy(this.deployment()));
  protected readonly cancelling = computed(() => {
    const { cancelRequested, status } = this.deployment();
    return cancelRequested && !isFinal(status);
  });
}
