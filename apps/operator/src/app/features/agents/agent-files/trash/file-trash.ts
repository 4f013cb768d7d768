import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, ElementRef, computed, inject, input, output } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import type { FileRoot, TrashEntry } from '@nora/data-access';
import { EmptyState, ErrorPanel, RelativeTime, Skeleton, formatBytes } from '@nora/ui';

import { type Place, nameOf, parentOf } from '../file-paths';
import { FileQuestions } from '../file-questions';
import { TrashStore } from './trash.store';

/** What was deleted in an agent: to be had back, or forgotten before its time. */
@Component({
  selector: 'nora-file-trash',
  imports: [EmptyState, ErrorPanel, MatButton, MatIcon, RelativeTime, RouterLink, Skeleton],
  providers: [TrashStore],
  templateUrl: './file-trash.html',
  styleUrl: './file-trash.scss',
})
export class FileTrash {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly questions = inject(FileQuestions);

  readonly agentId = input.required<string>();
  readonly roots = input.required<readonly FileRoot[]>();
  /** Whether anything can be put back. */
  readonly writable = input.required<boolean>();
  /** Something is back where it was. */
  readonly restored = output<Place>();

  protected readonly store = inject(TrashStore);
  protected readonly rows = computed(() =>
    this.store.items().map((entry) => ({
      entry,
      name: nameOf(entry.path),
      from: [this.roots().find(({ id }) => id === entry.root)?.label ?? entry.root, parentOf(entry.path)]
        .filter((part) => part !== '')
        .join('/'),
      folder: entry.type === 'directory',
      size: entry.type === 'file' ? formatBytes(entry.sizeBytes) : '',
      busy: this.store.changing().has(entry.id),
    })),
  );

  constructor() {
    toObservable(this.agentId)
      .pipe(takeUntilDestroyed())
      .subscribe((agentId) => void this.store.open(agentId));
  }

  protected async restore(entry: TrashEntry): Promise<void> {
    if (!(await this.store.restore(entry))) return;
    this.restored.emit(entry);
    this.done(`${nameOf(entry.path)} is back where it was.`);
  }

  protected async purge(entry: TrashEntry): Promise<void> {
    if (!(await this.questions.beforePurge(nameOf(entry.path)))) return;
    if (await this.store.purge(entry)) this.done(`${nameOf(entry.path)} is gone for good.`);
  }

  /** The row has gone with its button. */
  private done(words: string): void {
    this.host.nativeElement.querySelector<HTMLElement>('h3')?.focus();
    void this.announcer.announce(words);
  }
}
