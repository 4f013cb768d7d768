import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  Component,
  type ElementRef,
  Injector,
  afterNextRender,
  computed,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import { Clock, CopyableId, ErrorPanel, Evidence, Skeleton, formatDuration, formatNumber } from '@nora/ui';

import { counted } from '../../words';
import { VerificationStore } from '../verification.store';
import { placeOf } from './fault-place';

/** Proves that nothing in the audit log was changed or taken out, and tells how to prove it elsewhere. */
@Component({
  selector: 'nora-audit-verification',
  imports: [CopyableId, ErrorPanel, Evidence, MatButton, MatIcon, MatProgressBar, RouterLink, Skeleton],
  providers: [VerificationStore],
  templateUrl: './verification.html',
  styleUrl: './verification.scss',
})
export class Verification {
  private readonly clock = inject(Clock);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly injector = inject(Injector);
  private readonly outcome = viewChild<ElementRef<HTMLElement>>('outcome');

  protected readonly store = inject(VerificationStore);
  protected readonly format = formatNumber;
  protected readonly counted = counted;
  protected readonly showsKey = signal(false);
  protected readonly elapsed = computed(() => {
    const startedAt = this.store.startedAt();
    return startedAt === null ? null : formatDuration(this.clock.now() - startedAt);
  });
  protected readonly place = computed(() => {
    const fault = this.store.result()?.fault;
    return fault ? placeOf(fault) : null;
  });

  protected async verify(): Promise<void> {
    void this.announcer.announce('Verifying the audit log');
    await this.store.verify();
    // The button that was pressed last may be gone.
    afterNextRender(() => this.outcome()?.nativeElement.focus(), { injector: this.injector });
  }

  protected toggleKey(): void {
    this.showsKey.update((shown) => !shown);
    if (this.showsKey() && this.store.key() === null) void this.store.loadKey();
  }
}
