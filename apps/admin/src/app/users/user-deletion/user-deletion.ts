import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  Component,
  type ElementRef,
  Injector,
  afterNextRender,
  computed,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { Saving, SessionStore } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { WORKSPACE_ROLE_WORDS, counted } from '../../words';
import { UserQuestions } from '../user-questions';
import { type UserDetail, UserStore } from '../user.store';
import { DeletionStore, type WorkspaceDecision } from './deletion.store';

/** Stands for the deletion of a workspace among the members who could take it over. */
const DELETE = 'delete';

/** Deletes an account, after it was decided what becomes of every workspace that nobody else owns. */
@Component({
  selector: 'nora-user-deletion',
  imports: [ErrorPanel, MatButton, MatIcon, RouterLink],
  providers: [DeletionStore],
  templateUrl: './user-deletion.html',
  styleUrl: './user-deletion.scss',
})
export class UserDeletion {
  private readonly page = inject(UserStore);
  private readonly questions = inject(UserQuestions);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly router = inject(Router);
  private readonly me = inject(SessionStore).me;
  private readonly injector = inject(Injector);
  private readonly decisionHeading = viewChild<ElementRef<HTMLElement>>('decisionHeading');

  readonly user = input.required<UserDetail>();

  protected readonly store = inject(DeletionStore);
  protected readonly saving = new Saving();
  protected readonly roles = WORKSPACE_ROLE_WORDS;
  protected readonly counted = counted;
  protected readonly toBeDeleted = DELETE;
  protected readonly own = computed(() => this.user().id === this.me()?.id);
  /** What was chosen, by workspace: a member, or its deletion. */
  protected readonly chosen = signal<Readonly<Record<string, string>>>({});
  protected readonly toDecide = computed(() => this.store.undecided() ?? []);
  /** Of those that can neither be handed over nor deleted. */
  protected readonly stuck = computed(() =>
    this.toDecide().filter(({ agentCount, successors }) => agentCount > 0 && successors.length === 0),
  );
  protected readonly allDecided = computed(() => this.toDecide().every(({ id }) => this.chosen()[id]));

  protected async begin(): Promise<void> {
    this.chosen.set({});
    if (!(await this.store.load(this.user()))) return;
    if (this.toDecide().length === 0) await this.delete();
    else this.focusDecision();
  }

  protected choose(workspaceId: string, fate: string): void {
    this.chosen.update((chosen) => ({ ...chosen, [workspaceId]: fate }));
  }

  protected async delete(): Promise<void> {
    const user = this.user();
    if (!(await this.questions.beforeDeletion(user))) return;
    if (await this.saving.send(null, () => this.store.delete(user, this.decisions()))) {
      await this.router.navigate(['/users']);
      void this.announcer.announce(`The account ${user.email} is deleted.`);
      return;
    }
    await this.page.refresh();
    if (this.saving.problem()?.code === 'still_owner') {
      await this.store.load(user);
      this.focusDecision();
    }
  }

  private decisions(): WorkspaceDecision[] {
    return this.toDecide().map(({ id }) => {
      const fate = this.chosen()[id];
      return fate === DELETE ? { id, delete: true } : { id, transferToUserId: fate };
    });
  }

  private focusDecision(): void {
    afterNextRender(() => this.decisionHeading()?.nativeElement.focus(), { injector: this.injector });
  }
}
