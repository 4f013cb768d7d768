import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, inject, input, viewChild } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { WORKSPACE_ROLES, type WorkspaceRole, roleIsAtLeast } from '@nora/contracts';
import { SessionStore, WorkspacesStore } from '@nora/data-access';
import { Avatar, EmptyState, ErrorPanel, FilterBox, RelativeTime, Skeleton, isShortcut } from '@nora/ui';

import { WorkspaceActs } from '../workspace-acts.store';
import { WorkspaceQuestions } from '../workspace-questions';
import { ROLE_MEANINGS, ROLE_WORDS } from '../workspace-words';
import { assignableRoles, mayRemove } from './member-rules';
import { type Member, MembersStore } from './members.store';

/** Who belongs to a workspace, and as what. The filter is in the address. */
@Component({
  selector: 'nora-members',
  imports: [
    Avatar,
    EmptyState,
    ErrorPanel,
    FilterBox,
    MatButton,
    MatIcon,
    RelativeTime,
    RouterLink,
    Skeleton,
  ],
  providers: [MembersStore],
  templateUrl: './members.html',
  styleUrls: ['../rows.scss', './members.scss'],
  host: { '(document:keydown)': 'onKey($event)' },
})
export class Members {
  private readonly router = inject(Router);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly session = inject(SessionStore);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly questions = inject(WorkspaceQuestions);
  private readonly acts = inject(WorkspaceActs);
  private readonly filterBox = viewChild(FilterBox);

  readonly workspaceId = input.required<string>();
  /** Query parameter. */
  readonly q = input<string>();

  protected readonly store = inject(MembersStore);
  protected readonly roles = ROLE_WORDS;
  protected readonly meanings = WORKSPACE_ROLES.map((role) => ({
    word: ROLE_WORDS[role],
    meaning: ROLE_MEANINGS[role],
  }));
  protected readonly query = computed(() => this.q() ?? '');
  protected readonly workspace = computed(() => this.workspaces.find(this.workspaceId()));
  protected readonly mayInvite = computed(() => this.workspaces.can('members:manage', this.workspaceId()));
  protected readonly mayHandOver = computed(() =>
    this.workspaces.can('workspaces:transfer', this.workspaceId()),
  );
  protected readonly rows = computed(() => {
    const mine = this.workspace()?.role ?? 'viewer';
    const me = this.session.me()?.id;
    return this.store.items().map((member) => ({
      member,
      own: member.userId === me,
      assignable: assignableRoles(mine, member.role),
      removable: member.userId !== me && mayRemove(mine, member.role),
      busy: this.store.changing().has(member.userId),
    }));
  });

  constructor() {
    const question = computed(() => ({ workspaceId: this.workspaceId(), q: this.query().trim() }), {
      equal: (a, b) => a.workspaceId === b.workspaceId && a.q === b.q,
    });
    toObservable(question)
      .pipe(takeUntilDestroyed())
      .subscribe((asked) => void this.store.show(asked));
  }

  protected filterBy(query: string): void {
    const queryParams = { q: query.trim() ? query : null };
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  /** The field shows the role that was chosen until it is known what became of it. */
  protected async changeRole(member: Member, own: boolean, field: HTMLSelectElement): Promise<void> {
    const role = WORKSPACE_ROLES.find((one) => one === field.value) ?? member.role;
    const confirmed = !own || (await this.confirmOwn(member, role));
    if (confirmed && (await this.store.changeRole(member, role))) {
      void this.announcer.announce(`${member.name} is ${ROLE_WORDS[role]} now.`);
    } else {
      field.value = member.role;
    }
  }

  protected async remove(member: Member): Promise<void> {
    if (!(await this.questions.beforeRemoval(member.name))) return;
    if (!(await this.store.remove(member))) return;
    // The row has gone with its button.
    this.filterBox()?.focus();
    void this.announcer.announce(`${member.name} is no member any more.`);
  }

  protected async leave(member: Member): Promise<void> {
    const workspace = this.workspace();
    if (!workspace || !(await this.questions.beforeLeaving(workspace.name))) return;
    if (await this.store.attempt(member, () => this.acts.leave(workspace))) {
      await this.router.navigate(['/workspaces']);
      void this.announcer.announce(`You have left ${workspace.name}.`);
    }
  }

  protected onKey(event: KeyboardEvent): void {
    if (!isShortcut(event, '/')) return;
    event.preventDefault();
    this.filterBox()?.focus();
  }

  private confirmOwn(member: Member, role: WorkspaceRole): Promise<boolean> | boolean {
    return roleIsAtLeast(role, member.role) || this.questions.beforeOwnDemotion(ROLE_WORDS[role]);
  }
}
