import { Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import type { Deployment } from '@nora/data-access';
import { Evidence } from '@nora/ui';

import { broughtBack, failedStepOf } from './deployment-facts';
import type { Remedy } from './remedies';

/** What failed, what shows it, what to do next, and the buttons that do it. */
@Component({
  selector: 'nora-deployment-failure',
  imports: [Evidence, MatButton, MatIcon],
  templateUrl: './deployment-failure.html',
  styleUrl: './deployment-failure.scss',
})
export class DeploymentFailure {
  readonly deployment = input.required<Deployment>();
  readonly remedies = input<readonly Remedy[]>([]);
  /** True while a call about this agent is on its way. */
  readonly busy = input(false);
  readonly remedy = output<Remedy['act']>();

  protected readonly failed = computed(() => this.deployment().status === 'failed');
  protected readonly step = computed(() => (this.failed() ? failedStepOf(this.deployment()) : null));
  protected readonly broughtBack = computed(() => broughtBack(this.deployment()));
}
