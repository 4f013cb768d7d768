import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, inject, input, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';
import { Saving, SessionStore, type Workspace } from '@nora/data-access';
import { ErrorPanel, Skeleton } from '@nora/ui';

import { WorkspaceActs } from '../workspace-acts.store';
import { WorkspaceQuestions } from '../workspace-questions';
import { ROLE_WORDS } from '../workspace-words';
import { EverybodyStore } from './everybody.store';

/** Makes a member owner of the workspace, and the account admin of it. */
@Component({
  selector: 'nora-hand-over',
  imports: [ErrorPanel, MatButton, MatFormField, MatInput, MatLabel, RouterLink, Skeleton],
  providers: [EverybodyStore],
  templateUrl: './hand-over.html',
  styleUrl: './form-line.scss',
})
export class HandOver {
  private readonly acts = inject(WorkspaceActs);
  private readonly questions = inject(WorkspaceQuestions);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly session = inject(SessionStore);

  readonly workspace = input.required<Workspace>();

  protected readonly store = inject(EverybodyStore);
  protected readonly saving = new Saving();
  protected readonly roles = ROLE_WORDS;
  protected readonly chosenId = signal('');
  protected readonly others = computed(
    () => this.store.members()?.filter(({ userId }) => userId !== this.session.me()?.id) ?? null,
  );
  protected readonly chosen = computed(
    () => this.others()?.find(({ userId }) => userId === this.chosenId()) ?? null,
  );

  constructor() {
    const workspaceId = computed(() => this.workspace().id);
    toObservable(workspaceId)
      .pipe(takeUntilDestroyed())
      .subscribe((id) => void this.store.show(id));
  }

  protected async handOver(): Promise<void> {
    const member = this.chosen();
    if (!member || !(await this.questions.beforeTransfer(member.name))) return;
    const done = await this.saving.send(null, () => this.acts.transfer(this.workspace(), member.userId));
    if (done) void this.announcer.announce(`${member.name} is the owner now, and you are admin.`);
  }
}
