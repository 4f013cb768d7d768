import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Clipboard } from '@angular/cdk/clipboard';
import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router } from '@angular/router';
import {
  CopyableId,
  EmptyState,
  ErrorPanel,
  RelativeTime,
  Skeleton,
  StatusBadge,
  type StatusLook,
} from '@nora/ui';

import { type Releases as Known, ReleasesStore } from './releases.store';

type Topology = Known['guides'][number]['topology'];

const TOPOLOGY_WORDS: Readonly<Record<Topology, string>> = {
  embedded: './nora up',
  compose: 'Compose',
  kubernetes: 'Kubernetes',
};
const SECURITY: StatusLook = { icon: 'shield_lock', word: 'Security', tone: 'failed' };

/** Which release runs, which are newer, and the steps from one to the other. */
@Component({
  selector: 'nora-releases',
  imports: [CopyableId, EmptyState, ErrorPanel, MatButton, MatIcon, RelativeTime, Skeleton, StatusBadge],
  providers: [ReleasesStore],
  templateUrl: './releases.html',
  styleUrls: ['../rows.scss', './releases.scss'],
})
export class Releases {
  private readonly router = inject(Router);
  private readonly clipboard = inject(Clipboard);
  private readonly announcer = inject(LiveAnnouncer);

  /** Query parameter: the way of installing whose steps are shown, where the server does not know its own. */
  readonly way = input<string>();

  protected readonly store = inject(ReleasesStore);
  protected readonly words = TOPOLOGY_WORDS;
  protected readonly security = SECURITY;
  protected readonly guide = computed(() => {
    const guides = this.store.releases()?.guides ?? [];
    return guides.find(({ topology }) => topology === this.way()) ?? guides[0] ?? null;
  });
  protected readonly example = '{"format":"nora-releases/v1","releases":[…]}';

  constructor() {
    void this.store.load();
  }

  protected choose(way: Topology): void {
    void this.router.navigate([], { queryParams: { way }, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected copy(commands: readonly string[]): void {
    const copied = this.clipboard.copy(`${commands.join('\n')}\n`);
    void this.announcer.announce(
      copied ? 'The commands are copied.' : 'The browser did not let them be copied.',
    );
  }
}
