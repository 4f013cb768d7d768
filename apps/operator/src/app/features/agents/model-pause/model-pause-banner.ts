import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { type Agent, WorkspacesStore } from '@nora/data-access';
import { stopWords } from '@nora/spending';
import { ErrorPanel, RelativeTime } from '@nora/ui';

import { ModelPauses } from './model-pauses.store';

/** Says that the agent may call no models, why and since when, and shows the way out. */
@Component({
  selector: 'nora-model-pause-banner',
  imports: [ErrorPanel, MatButton, MatIcon, RelativeTime, RouterLink],
  templateUrl: './model-pause-banner.html',
  styleUrl: './model-pause-banner.scss',
})
export class ModelPauseBanner {
  private readonly workspaces = inject(WorkspacesStore);
  private readonly announcer = inject(LiveAnnouncer);

  readonly agent = input.required<Agent>();

  protected readonly pauses = inject(ModelPauses);
  protected readonly pause = computed(() => this.agent().modelPause);
  protected readonly words = computed(() => {
    const pause = this.pause();
    return pause && stopWords(pause);
  });
  protected readonly mayResume = computed(
    () =>
      this.pause()?.scope === 'agent' && this.workspaces.can('agent-models:stop', this.agent().workspaceId),
  );
  protected readonly resuming = computed(() => this.pauses.resuming() === this.agent().id);
  protected readonly problem = computed(() => this.pauses.problem(this.agent().id));

  protected async resume(): Promise<void> {
    if (!(await this.pauses.resume(this.agent()))) return;
    void this.announcer.announce('The models of the agent may be called again.');
  }
}
