import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { type IconName, formatBytes } from '@nora/ui';

import { nameOf } from '../file-paths';
import { type Upload, type UploadState, isOpen, summaryOf, summaryWords } from './upload';
import { UploadsStore } from './uploads.store';

const LOOKS: Readonly<Record<UploadState, { icon: IconName; word: string }>> = {
  waiting: { icon: 'schedule', word: 'Waiting' },
  sending: { icon: 'upload', word: 'Uploading' },
  exists: { icon: 'warning', word: 'Exists already' },
  done: { icon: 'check_circle', word: 'Uploaded' },
  failed: { icon: 'error', word: 'Failed' },
  cancelled: { icon: 'block', word: 'Cancelled' },
};
/** A folder of thousands is not shown line by line. */
const SHOWN = 100;

/** What is being uploaded into one agent, and what became of it. */
@Component({
  selector: 'nora-upload-list',
  imports: [MatButton, MatIcon],
  templateUrl: './upload-list.html',
  styleUrl: './upload-list.scss',
})
export class UploadList {
  readonly agentId = input.required<string>();

  protected readonly store = inject(UploadsStore);
  protected readonly uploads = computed(() =>
    this.store.items().filter((upload) => upload.agentId === this.agentId()),
  );
  protected readonly summary = computed(() => summaryOf(this.uploads()));
  protected readonly words = computed(() => summaryWords(this.summary()));
  /** What needs somebody comes first, then what is going on. */
  protected readonly rows = computed(() => {
    const order: UploadState[] = ['exists', 'failed', 'sending', 'waiting', 'cancelled', 'done'];
    const sorted = this.uploads().toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
    return sorted.slice(0, SHOWN).map((upload) => ({
      upload,
      name: nameOf(upload.path),
      look: LOOKS[upload.state],
      open: isOpen(upload),
      // What is larger than allowed is refused again.
      again: upload.state === 'failed' && upload.problem?.code !== 'payload_too_large',
      amount: amountOf(upload),
    }));
  });
  protected readonly hidden = computed(() => this.uploads().length - this.rows().length);
  protected readonly existing = computed(() => this.uploads().filter(({ state }) => state === 'exists'));

  protected replaceAll(): void {
    for (const { id } of this.existing()) this.store.replace(id);
  }

  protected skipAll(): void {
    for (const { id } of this.existing()) this.store.cancel(id);
  }

  protected cancelAll(): void {
    for (const upload of this.uploads()) if (isOpen(upload)) this.store.cancel(upload.id);
  }
}

function amountOf({ state, sent, sizeBytes }: Upload): string {
  const whole = formatBytes(sizeBytes);
  return state === 'sending' ? `${formatBytes(sent)} of ${whole}` : whole;
}
