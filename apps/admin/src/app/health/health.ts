import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Clipboard } from '@angular/cdk/clipboard';
import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { EmptyState, ErrorPanel, RelativeTime, Skeleton, StatusBadge } from '@nora/ui';

import { STATE_LOOKS, groupsOf, reportText, summaryOf } from './health-words';
import { HealthStore } from './health.store';

/** Everything this installation stands on: what was seen of it, and what to do. The filter is in the address. */
@Component({
  selector: 'nora-health',
  imports: [EmptyState, ErrorPanel, MatButton, MatIcon, RelativeTime, RouterLink, Skeleton, StatusBadge],
  providers: [HealthStore],
  templateUrl: './health.html',
  styleUrls: ['../rows.scss', './health.scss'],
})
export class Health {
  private readonly router = inject(Router);
  private readonly clipboard = inject(Clipboard);
  private readonly announcer = inject(LiveAnnouncer);

  /** Query parameter: `trouble` leaves out what is as it should be. */
  readonly show = input<string>();

  protected readonly store = inject(HealthStore);
  protected readonly looks = STATE_LOOKS;
  protected readonly onlyTrouble = computed(() => this.show() === 'trouble');
  protected readonly summary = computed(() => summaryOf(this.store.report()?.checks ?? []));
  protected readonly groups = computed(() => {
    const { checks = [], docsUrl = null } = this.store.report() ?? {};
    return groupsOf(this.onlyTrouble() ? checks.filter(({ state }) => state !== 'ok') : checks).map(
      (group) => ({
        ...group,
        rows: group.checks.map((check) => ({
          check,
          link: linkOf(check.page),
          runbook: docsUrl === null ? null : `${docsUrl}/${check.runbook}`,
        })),
      }),
    );
  });

  constructor() {
    void this.store.look();
  }

  protected toggle(): void {
    const queryParams = { show: this.onlyTrouble() ? null : 'trouble' };
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected copy(): void {
    const report = this.store.report();
    if (!report) return;
    this.copyText(reportText(report), 'The report');
  }

  protected copyPath(path: string): void {
    this.copyText(path, 'The path');
  }

  private copyText(text: string, what: string): void {
    const copied = this.clipboard.copy(text);
    void this.announcer.announce(
      copied ? `${what} is copied.` : `The browser did not let ${what.toLowerCase()} be copied.`,
    );
  }
}

function linkOf(page: string | null): { path: string; queryParams: Record<string, string> } | null {
  if (page === null) return null;
  const [path = '', query = ''] = page.split('?');
  return { path, queryParams: Object.fromEntries(new URLSearchParams(query)) };
}
