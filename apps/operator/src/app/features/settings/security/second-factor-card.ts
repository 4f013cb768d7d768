import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { ErrorPanel, RelativeTime, Skeleton } from '@nora/ui';

import { SecondFactorActs } from './second-factor-acts';
import { SecurityStore } from './security.store';

/** Recovery codes below which it is time for new ones. */
const FEW = 3;

/** The second factor: whether it is on, and what can be done with it. */
@Component({
  selector: 'nora-second-factor-card',
  imports: [ErrorPanel, MatButton, MatIcon, RelativeTime, Skeleton],
  providers: [SecondFactorActs],
  templateUrl: './second-factor-card.html',
  styleUrl: './second-factor-card.scss',
})
export class SecondFactorCard {
  protected readonly store = inject(SecurityStore);
  protected readonly acts = inject(SecondFactorActs);
  protected readonly few = computed(() => (this.store.secondFactor()?.recoveryCodesLeft ?? FEW) < FEW);
}
