import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, type ElementRef, computed, inject, input, output, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { MatTooltip } from '@angular/material/tooltip';
import { Title } from '@angular/platform-browser';
import { NavigationEnd, Router, RouterLink, RouterLinkActive } from '@angular/router';
import type { Me } from '@nora/data-access';
import { filter, map, pairwise } from 'rxjs';

import { Avatar } from '../avatar/avatar';
import { BannerNotice } from '../banner/banner';
import type { IconName } from '../icons/icon-paths';
import { AccountPreferences } from '../preferences/account-preferences';
import { ThemeMenu } from '../theme/theme-menu';

/** A destination of the navigation rail, or of the menu of the account. */
export interface FrameEntry {
  path: string;
  label: string;
  icon: IconName;
}

/** A link to another application of Nora. */
export interface FrameLink {
  href: string;
  label: string;
  icon: IconName;
}

const CONNECTION_LOOKS: Record<string, { icon: IconName; word: string }> = {
  connecting: { icon: 'wifi', word: 'Connecting' },
  connected: { icon: 'wifi', word: 'Live' },
  reconnecting: { icon: 'sync_problem', word: 'Reconnecting' },
  lost: { icon: 'wifi_off', word: 'Connection lost' },
};

/** Navigation rail, top bar and the place where pages appear. */
@Component({
  selector: 'nora-app-frame',
  imports: [
    Avatar,
    BannerNotice,
    MatIcon,
    MatIconButton,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    MatTooltip,
    RouterLink,
    RouterLinkActive,
    ThemeMenu,
  ],
  templateUrl: './app-frame.html',
  styleUrls: ['./app-frame.scss', './app-frame.narrow.scss'],
})
export class AppFrame {
  private readonly announcer = inject(LiveAnnouncer);
  private readonly title = inject(Title);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');

  /** Word beside the logo. */
  readonly product = input<string>();
  readonly entries = input.required<readonly FrameEntry[]>();
  readonly links = input<readonly FrameLink[]>([]);
  readonly connection = input.required<'connecting' | 'connected' | 'reconnecting' | 'lost'>();
  readonly account = input.required<Pick<Me, 'name' | 'email' | 'avatar'> | null>();
  /** Destinations of this application in the menu of the account. */
  readonly accountEntries = input<readonly FrameEntry[]>([]);
  readonly logOut = output<void>();

  protected readonly connectionLook = computed(
    () => CONNECTION_LOOKS[this.connection()] ?? { icon: 'wifi', word: 'Connecting' },
  );

  constructor() {
    // Whoever is framed is signed in: their theme and manner of writing hold from here on.
    inject(AccountPreferences);
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationEnd),
        map((event) => event.urlAfterRedirects.split('?')[0]),
        pairwise(),
        filter(([before, after]) => before !== after),
        takeUntilDestroyed(),
      )
      .subscribe(() => void this.announcer.announce(this.title.getTitle()));
  }

  protected skipToContent(event: Event): void {
    event.preventDefault();
    this.main().nativeElement.focus();
  }
}
