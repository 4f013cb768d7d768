import { Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { WorkspacesStore } from '@nora/data-access';
import {
  AGENT_STATUS_LOOKS,
  CopyableId,
  EmptyState,
  ErrorPanel,
  RelativeTime,
  Skeleton,
  StatusBadge,
} from '@nora/ui';

import { agentLink } from '../../operator-links';
import { WORKSPACE_ROLE_WORDS, counted } from '../../words';
import { tenantLook } from '../tenant-words';
import { TenantStore } from '../tenant.store';

/** One workspace of the installation: who belongs to it and which agents it holds. */
@Component({
  selector: 'nora-tenant-page',
  imports: [
    CopyableId,
    EmptyState,
    ErrorPanel,
    MatButton,
    MatIcon,
    RelativeTime,
    RouterLink,
    Skeleton,
    StatusBadge,
  ],
  providers: [TenantStore],
  templateUrl: './tenant-page.html',
  styleUrls: ['../../rows.scss', '../../detail.scss', './tenant-page.scss'],
})
export class TenantPage {
  private readonly workspaces = inject(WorkspacesStore);

  /** Part of the path. */
  readonly tenantId = input.required<string>();

  protected readonly store = inject(TenantStore);
  protected readonly roles = WORKSPACE_ROLE_WORDS;
  protected readonly looks = AGENT_STATUS_LOOKS;
  protected readonly look = tenantLook;
  protected readonly counted = counted;
  protected readonly agentLink = agentLink;
  protected readonly isGone = computed(() => this.store.problem()?.code === 'not_found');
  /** Only a member can open its agents in the operator console. */
  protected readonly mayOpen = computed(() => this.workspaces.find(this.tenantId()) !== null);

  constructor() {
    toObservable(this.tenantId)
      .pipe(takeUntilDestroyed())
      .subscribe((tenantId) => void this.store.show(tenantId));
    // Without them no agent can be opened from here; the names are shown all the same.
    this.workspaces.load().catch(() => undefined);
  }
}
