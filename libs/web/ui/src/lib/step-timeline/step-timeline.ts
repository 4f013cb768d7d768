import { Component, computed, inject, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { StepName, StepState } from '@nora/contracts';

import { Clock } from '../format/clock';
import { formatDuration } from '../format/format-time';
import { STEP_STATE_LOOKS } from '../status-badge/status-looks';
import { STEP_LABELS } from './step-labels';

/** What the timeline needs to know of a step. Times are ISO 8601. */
export interface StepView {
  position: number;
  name: StepName;
  state: StepState;
  startedAt: string | null;
  finishedAt: string | null;
  message: string | null;
  /** Median of earlier runs. */
  usualMs: number | null;
  /** What nine of ten earlier runs did not exceed. */
  slowMs: number | null;
}

/** The steps of a deployment, with the time each one took, takes and usually takes. */
@Component({
  selector: 'nora-step-timeline',
  imports: [MatIcon],
  templateUrl: './step-timeline.html',
  styleUrl: './step-timeline.scss',
})
export class StepTimeline {
  private readonly clock = inject(Clock);

  readonly steps = input.required<readonly StepView[]>();

  protected readonly rows = computed(() =>
    [...this.steps()]
      .sort((a, b) => a.position - b.position)
      .map((step) => ({
        ...step,
        label: STEP_LABELS[step.name],
        look: STEP_STATE_LOOKS[step.state],
      }))
      .map((step) => ({ ...step, ...this.times(step) })),
  );

  private times(step: StepView): { elapsed: string | null; usual: string | null; slow: boolean } {
    const usual = step.usualMs === null ? null : formatDuration(step.usualMs);
    if (!step.startedAt || step.state === 'pending' || step.state === 'skipped') {
      return { elapsed: null, usual, slow: false };
    }
    const end = step.finishedAt ? Date.parse(step.finishedAt) : this.clock.now();
    const span = end - Date.parse(step.startedAt);
    const slow = step.state === 'running' && step.slowMs !== null && span > step.slowMs;
    return { elapsed: formatDuration(span), usual, slow };
  }
}
