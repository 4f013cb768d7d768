import { Component, booleanAttribute, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';

import { CopyableId } from '../copyable-id/copyable-id';

/** What a panel needs to know of a fault. */
export interface ProblemView {
  title: string;
  detail: string;
  correlationId: string | null;
  retryable: boolean;
}

/** A fault in words, with the id to look it up by and the act that may help. */
@Component({
  selector: 'nora-error-panel',
  imports: [CopyableId, MatButton, MatIcon],
  templateUrl: './error-panel.html',
  styleUrl: './error-panel.scss',
})
export class ErrorPanel {
  readonly problem = input.required<ProblemView>();
  /** Offers "Try again" when the problem says that can help. */
  readonly canRetry = input(false, { transform: booleanAttribute });
  readonly retry = output<void>();
}
