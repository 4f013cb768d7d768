import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, ElementRef, Injector, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { WorkspacesStore } from '@nora/data-access';
import { EmptyState, ErrorPanel, RelativeTime, Skeleton, StatusBadge } from '@nora/ui';
import { firstValueFrom } from 'rxjs';

import { Forbidden } from '../../states/forbidden';
import { focusRow } from '../focus-row';
import { WorkspaceQuestions } from '../workspace-questions';
import { ROLE_WORDS } from '../workspace-words';
import { type ApiKey, ApiKeysStore, type CreatedApiKey } from './api-keys.store';
import { KEY_LOOKS } from './key-looks';
import { KeyReveal, type KeyRevealData } from './key-reveal';
import { NewKey, type NewKeyData } from './new-key';

/** The API keys of a workspace: what each may do, when it was used and when it ends. */
@Component({
  selector: 'nora-api-keys',
  imports: [
    EmptyState,
    ErrorPanel,
    Forbidden,
    MatButton,
    MatIcon,
    MatIconButton,
    MatTooltip,
    RelativeTime,
    Skeleton,
    StatusBadge,
  ],
  providers: [ApiKeysStore],
  templateUrl: './api-keys.html',
  styleUrls: ['../rows.scss', './api-keys.scss'],
})
export class ApiKeys {
  private readonly dialog = inject(MatDialog);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly questions = inject(WorkspaceQuestions);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);

  readonly workspaceId = input.required<string>();

  protected readonly store = inject(ApiKeysStore);
  protected readonly looks = KEY_LOOKS;
  protected readonly allowed = computed(() => this.workspaces.can('keys:manage', this.workspaceId()));

  constructor() {
    const asked = computed(() => (this.allowed() ? this.workspaceId() : null));
    toObservable(asked)
      .pipe(takeUntilDestroyed())
      .subscribe((workspaceId) => {
        if (workspaceId !== null) void this.store.show(workspaceId);
      });
  }

  protected async create(): Promise<void> {
    const workspaceId = this.workspaceId();
    const role = ROLE_WORDS[this.workspaces.find(workspaceId)?.role ?? 'viewer'];
    const data: NewKeyData = { role, create: (body) => this.store.create(body) };
    const form = this.dialog.open<NewKey, NewKeyData, CreatedApiKey>(NewKey, { width: '560px', data });
    const created = await firstValueFrom(form.afterClosed());
    if (!created) return;
    // A click beside the dialog must not lose what is shown only once.
    this.dialog.open<KeyReveal, KeyRevealData>(KeyReveal, {
      ...{ width: '640px', disableClose: true },
      data: { created, workspaceId },
    });
  }

  protected async rename(key: ApiKey): Promise<void> {
    const reason = 'The key itself stays as it is.';
    const asked = { title: 'Rename this API key', reason, name: key.name, action: 'Rename' };
    const name = await this.questions.anotherName(asked);
    if (name !== null && name !== key.name && (await this.store.rename(key, name))) {
      void this.announcer.announce(`The key is called ${name} now.`);
    }
  }

  protected async revoke(key: ApiKey): Promise<void> {
    if (!(await this.questions.beforeKeyRevocation(key.name))) return;
    if (!(await this.store.revoke(key))) return;
    focusRow(this.element, key.id, this.injector);
    void this.announcer.announce(`The key ${key.name} is revoked.`);
  }
}
