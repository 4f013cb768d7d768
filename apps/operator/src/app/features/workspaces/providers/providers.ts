import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, ElementRef, Injector, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { type ModelProvider, WorkspacesStore } from '@nora/data-access';
import { EmptyState, ErrorPanel, RelativeTime, Skeleton, StatusBadge } from '@nora/ui';

import { focusRow } from '../focus-row';
import { ProviderDialogs } from './provider-dialogs';
import { lookOf, testWords } from './provider-looks';
import { ProvidersStore } from './providers.store';

/** Whom the models of a workspace are had from, whether they answer, and which agents use them. */
@Component({
  selector: 'nora-providers',
  imports: [
    EmptyState,
    ErrorPanel,
    MatButton,
    MatIcon,
    MatIconButton,
    MatMenu,
    MatMenuContent,
    MatMenuItem,
    MatMenuTrigger,
    RelativeTime,
    RouterLink,
    Skeleton,
    StatusBadge,
  ],
  providers: [ProvidersStore],
  templateUrl: './providers.html',
  styleUrls: ['../rows.scss', './providers.scss'],
})
export class Providers {
  private readonly announcer = inject(LiveAnnouncer);
  private readonly dialogs = inject(ProviderDialogs);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);

  readonly workspaceId = input.required<string>();

  protected readonly store = inject(ProvidersStore);
  protected readonly lookOf = lookOf;
  protected readonly mayManage = computed(() => this.workspaces.can('providers:manage', this.workspaceId()));

  constructor() {
    toObservable(this.workspaceId)
      .pipe(takeUntilDestroyed())
      .subscribe((workspaceId) => void this.store.show(workspaceId));
  }

  protected async add(): Promise<void> {
    const added = await this.dialogs.add(this.store);
    if (!added) return;
    focusRow(this.element, added.id, this.injector);
    void this.announcer.announce(`The provider ${added.name} is set up.`);
  }

  protected async change(provider: ModelProvider): Promise<void> {
    const saved = await this.dialogs.change(this.store, provider);
    if (saved) void this.announcer.announce(`The provider ${saved.name} is saved.`);
  }

  protected async rotate(provider: ModelProvider): Promise<void> {
    const saved = await this.dialogs.rotate(this.store, provider);
    if (saved) void this.announcer.announce(`${saved.name} is asked with the new key from now on.`);
  }

  protected async test(provider: ModelProvider): Promise<void> {
    const test = await this.store.test(provider);
    if (test) void this.announcer.announce(`${provider.name}: ${test.fault?.message ?? testWords(test)}`);
  }

  protected async makeDefault(provider: ModelProvider): Promise<void> {
    if (await this.store.change(provider, { isDefault: true })) {
      void this.announcer.announce(`New agents use ${provider.name} from now on.`);
    }
  }

  protected async switch(provider: ModelProvider, enabled: boolean): Promise<void> {
    if (!enabled && !(await this.dialogs.beforeDisabling(provider))) return;
    if (await this.store.change(provider, { enabled })) {
      void this.announcer.announce(`${provider.name} is switched ${enabled ? 'on' : 'off'}.`);
    }
  }

  protected async remove(provider: ModelProvider): Promise<void> {
    if (!(await this.dialogs.beforeDeletion(provider))) return;
    if (!(await this.store.remove(provider))) return;
    this.element.nativeElement.querySelector<HTMLElement>('button.add')?.focus();
    void this.announcer.announce(`The provider ${provider.name} is deleted.`);
  }
}
