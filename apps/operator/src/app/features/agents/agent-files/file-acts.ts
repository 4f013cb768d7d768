import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Injectable, inject, signal } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { type FileEntry, type TrashEntry, type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom, map, merge } from 'rxjs';

import { type Place, nameOf } from './file-paths';
import { FileQuestions } from './file-questions';
import { FilesStore } from './files.store';

const NOTICE_MS = 12_000;

/** What can be done with one entry of a folder, and undone. */
@Injectable()
export class FileActs {
  private readonly store = inject(FilesStore);
  private readonly questions = inject(FileQuestions);
  private readonly notices = inject(MatSnackBar);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly refused = signal<UserProblem | null>(null);

  /** Why the last act was refused. */
  readonly refusal = this.refused.asReadonly();

  /** Asks for another path, and moves it there. */
  async move(place: Place, entry: FileEntry): Promise<void> {
    this.refused.set(null);
    const to = await this.questions.move(place, entry);
    if (to !== null) void this.announcer.announce(`${entry.name} is ${to} now.`);
  }

  /** Puts it into the trash, and offers to take it back out. */
  async remove({ root }: Place, { path, name }: FileEntry): Promise<void> {
    const entry = await this.attempt(() => this.store.remove({ root, path }));
    if (!entry) return;
    const notice = this.notices.open(`“${name}” is in the trash.`, 'Undo', { duration: NOTICE_MS });
    const undo = await firstValueFrom(
      merge(
        notice.onAction().pipe(map(() => true)),
        notice.afterDismissed().pipe(map(({ dismissedByAction }) => dismissedByAction)),
      ),
    );
    if (undo) await this.restore(entry);
  }

  forget(): void {
    this.refused.set(null);
  }

  /** Shows why something could not be done. */
  report(error: unknown): void {
    this.refused.set(toUserProblem(error));
  }

  /** Says something in passing. */
  say(words: string): void {
    this.notices.open(words, 'Close', { duration: NOTICE_MS });
  }

  private async restore(entry: TrashEntry): Promise<void> {
    const done = await this.attempt(() => this.store.restore(entry).then(() => true));
    if (done) void this.announcer.announce(`${nameOf(entry.path)} is back where it was.`);
  }

  private async attempt<T>(act: () => Promise<T>): Promise<T | null> {
    this.refused.set(null);
    try {
      return await act();
    } catch (error) {
      this.report(error);
      return null;
    }
  }
}
