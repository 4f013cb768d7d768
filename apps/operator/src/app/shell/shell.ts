import { Component, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatSnackBar } from '@angular/material/snack-bar';
import { MatTooltip } from '@angular/material/tooltip';
import { ActivatedRoute, NavigationEnd, Router, RouterOutlet } from '@angular/router';
import {
  BrowserNavigation,
  LiveEvents,
  SessionStore,
  SessionWatch,
  type UserProblem,
  WorkspacesStore,
  isMissingCode,
  toUserProblem,
} from '@nora/data-access';
import {
  AppFrame,
  EmptyState,
  ErrorPanel,
  type FrameEntry,
  type FrameLink,
  Skeleton,
  isShortcut,
} from '@nora/ui';
import { filter, map } from 'rxjs';

import { openNewWorkspace } from '../features/workspaces/new-workspace/open-new-workspace';
import { LeftNotice } from './left-notice/left-notice';
import { WorkspaceSwitcher } from './workspace-switcher/workspace-switcher';

/** Who wants the notice again asks for the same thing again. */
const NOTICE_MS = 15_000;
const SETTINGS: FrameEntry = { path: '/settings', label: 'Settings', icon: 'settings' };

/** The frame around every page of the console: navigation, workspace, palette, connection, account. */
@Component({
  selector: 'nora-shell',
  imports: [
    AppFrame,
    EmptyState,
    ErrorPanel,
    LeftNotice,
    MatButton,
    MatIcon,
    MatIconButton,
    MatTooltip,
    RouterOutlet,
    Skeleton,
    WorkspaceSwitcher,
  ],
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
  host: { '(document:keydown)': 'onKey($event)' },
})
export class Shell {
  private readonly route = inject(ActivatedRoute);
  private readonly dialog = inject(MatDialog);
  private readonly session = inject(SessionStore);
  private readonly live = inject(LiveEvents);
  private readonly watch = inject(SessionWatch);
  private readonly navigation = inject(BrowserNavigation);
  private readonly snackBar = inject(MatSnackBar);

  protected readonly workspaces = inject(WorkspacesStore);
  protected readonly me = this.session.me;
  protected readonly connection = this.live.connection;
  protected readonly problem = signal<UserProblem | null>(null);
  protected readonly ready = signal(false);
  protected readonly mac = /Mac|iPhone|iPad/.test(navigator.platform);
  protected readonly entries = computed<readonly FrameEntry[]>(() => [
    { path: '/overview', label: 'Overview', icon: 'dashboard' },
    { path: '/agents', label: 'Agents', icon: 'smart_toy' },
    ...(this.workspaces.can('agents:write')
      ? [{ path: '/deploy', label: 'Deploy', icon: 'rocket_launch' } satisfies FrameEntry]
      : []),
    { path: '/workspaces', label: 'Workspaces', icon: 'workspaces' },
    SETTINGS,
  ]);
  protected readonly accountEntries = [SETTINGS];
  /** What belongs to the account is there for whoever is in no workspace, too. */
  protected readonly inSettings = toSignal(
    inject(Router).events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map(({ urlAfterRedirects }) => urlAfterRedirects.startsWith(SETTINGS.path)),
    ),
    { initialValue: false },
  );
  protected readonly links = computed<readonly FrameLink[]>(() =>
    this.session.isPlatformAdmin()
      ? [{ href: '/admin/', label: 'Administration', icon: 'admin_panel_settings' }]
      : [],
  );

  constructor() {
    void this.load();
  }

  protected async load(): Promise<void> {
    this.problem.set(null);
    try {
      // Listens first, so that no membership changes unheard.
      this.live.connect();
      await this.workspaces.load();
      const asked = this.route.snapshot.queryParamMap.get('workspace');
      if (asked) this.workspaces.select(asked);
      this.ready.set(true);
    } catch (error) {
      this.problem.set(toUserProblem(error));
    }
  }

  protected async createWorkspace(): Promise<void> {
    const made = await openNewWorkspace(this.dialog);
    if (made) this.workspaces.select(made.id);
  }

  protected logOut(): void {
    void this.watch.logOut();
  }

  protected onKey(event: KeyboardEvent): void {
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      event.preventDefault();
      void this.openPalette();
    } else if (isShortcut(event, '?')) {
      event.preventDefault();
      void this.openShortcuts();
    }
  }

  protected async openPalette(): Promise<void> {
    if (!this.ready() || this.dialog.openDialogs.length > 0) return;
    const palette = await this.fetched(import('../palette/palette'));
    if (palette === null) return;
    this.dialog.open(palette.Palette, {
      width: '600px',
      maxWidth: 'calc(100vw - 24px)',
      position: { top: '12vh' },
      ariaLabel: 'Command palette',
    });
  }

  protected async openShortcuts(): Promise<void> {
    if (this.dialog.openDialogs.length > 0) return;
    const shortcuts = await this.fetched(import('../palette/shortcuts'));
    if (shortcuts !== null) this.dialog.open(shortcuts.Shortcuts, { width: '420px' });
  }

  /** Code that is fetched when it is first asked for; null, and the reader knows, where it does not come. */
  private async fetched<T>(code: Promise<T>): Promise<T | null> {
    try {
      return await code;
    } catch (error) {
      if (!isMissingCode(error)) throw error;
      const notice = this.snackBar.open('This part of the console could not be loaded.', 'Reload the page', {
        duration: NOTICE_MS,
      });
      notice.onAction().subscribe(() => this.navigation.reload());
      return null;
    }
  }
}
