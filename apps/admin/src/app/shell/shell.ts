import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { LiveEvents, SessionStore, SessionWatch } from '@nora/data-access';
import { AppFrame, type FrameEntry, type FrameLink } from '@nora/ui';

/** The frame around every page of the administration console. */
@Component({
  selector: 'nora-shell',
  imports: [AppFrame, RouterOutlet],
  templateUrl: './shell.html',
})
export class Shell {
  private readonly session = inject(SessionStore);
  private readonly live = inject(LiveEvents);
  private readonly watch = inject(SessionWatch);

  protected readonly me = this.session.me;
  protected readonly connection = this.live.connection;
  protected readonly entries: readonly FrameEntry[] = [
    { path: '/overview', label: 'Overview', icon: 'dashboard' },
    { path: '/health', label: 'Health', icon: 'healing' },
    { path: '/fleet', label: 'Fleet', icon: 'smart_toy' },
    { path: '/queues', label: 'Queues', icon: 'stacks' },
    { path: '/users', label: 'Users', icon: 'group' },
    { path: '/workspaces', label: 'Workspaces', icon: 'workspaces' },
    { path: '/usage', label: 'Usage', icon: 'bar_chart' },
    { path: '/budgets', label: 'Budgets', icon: 'block' },
    { path: '/audit', label: 'Audit', icon: 'history' },
    { path: '/settings', label: 'Settings', icon: 'tune' },
    { path: '/releases', label: 'Releases', icon: 'rocket_launch' },
  ];
  protected readonly links: readonly FrameLink[] = [
    { href: '/app/', label: 'Operator console', icon: 'smart_toy' },
    { href: '/app/settings', label: 'Your settings', icon: 'settings' },
  ];

  constructor() {
    this.live.connect();
  }

  protected logOut(): void {
    void this.watch.logOut();
  }
}
