import { Component, computed, inject } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { DEPLOYMENT_STATUS_LOOKS, StatusBadge, type StatusLook } from '@nora/ui';

import { OPERATION_LOOKS } from '../operation-looks';
import { type BulkItem, BulkStore } from './bulk.store';

const REFUSED: StatusLook = { icon: 'block', word: 'Refused', tone: 'failed' };

/** What became of each agent of the last operation on several; stays until it is dismissed. */
@Component({
  selector: 'nora-bulk-results',
  imports: [MatIcon, MatIconButton, RouterLink, StatusBadge],
  templateUrl: './bulk-results.html',
  styleUrl: './bulk-results.scss',
})
export class BulkResults {
  protected readonly store = inject(BulkStore);
  protected readonly title = computed(() => {
    const run = this.store.run();
    return run ? OPERATION_LOOKS[run.operation].label : '';
  });
  protected readonly summary = computed(() => {
    if (this.store.asking()) return 'Asking the server…';
    const { done, going, not } = this.store.counts();
    const parts = [`${done} done`];
    if (going > 0) parts.push(`${going} under way`);
    if (not > 0) parts.push(`${not} not done`);
    return parts.join(', ');
  });

  protected look({ deployment }: BulkItem): StatusLook {
    return deployment ? DEPLOYMENT_STATUS_LOOKS[deployment.status] : REFUSED;
  }

  protected link({ deployment }: BulkItem): { deployment: string } | null {
    return deployment ? { deployment: deployment.id } : null;
  }
}
