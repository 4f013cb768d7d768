import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, booleanAttribute, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import type { ModelStopScope } from '@nora/contracts';
import { ErrorPanel, RelativeTime, Skeleton, StatusBadge } from '@nora/ui';

import type { ModelStopsStore } from './model-stops.store';
import { askToStopModels } from './stop-models';
import { CALLING_LOOK, STOPPED_LOOK, stopWords } from './stop-words';

const WHOSE: Readonly<Record<ModelStopScope, { title: string; who: string }>> = {
  agent: { title: 'Stop the models of this agent?', who: 'The agent' },
  workspace: { title: 'Stop all models of this workspace?', who: 'Every agent of the workspace' },
  installation: {
    title: 'Stop all models of this installation?',
    who: 'Every agent of every workspace',
  },
};

/** Whether models may be called, what keeps them from it, and the switch that stops them at once. */
@Component({
  selector: 'nora-models-switch',
  imports: [ErrorPanel, MatButton, MatIcon, RelativeTime, Skeleton, StatusBadge],
  templateUrl: './models-switch.html',
  styleUrl: './models-switch.scss',
})
export class ModelsSwitch {
  private readonly dialog = inject(MatDialog);
  private readonly announcer = inject(LiveAnnouncer);

  readonly store = input.required<ModelStopsStore>();
  /** Whose models the switch is for. */
  readonly scope = input.required<ModelStopScope>();
  readonly mayStop = input(false, { transform: booleanAttribute });

  protected readonly stopped = STOPPED_LOOK;
  protected readonly calling = CALLING_LOOK;
  protected readonly rows = computed(() =>
    (this.store().stops() ?? []).map((stop) => ({
      stop,
      words: stop.createdBy ? stopWords(stop).replace('Somebody', stop.createdBy.name) : stopWords(stop),
      // What stopped more than this cannot be lifted here.
      wider: stop.scope !== this.scope(),
    })),
  );
  private readonly own = computed(() => this.rows().filter(({ wider }) => !wider));
  protected readonly mayLift = computed(() => this.mayStop() && this.own().length > 0);
  protected readonly offered = computed(
    () => this.mayStop() && !this.own().some(({ stop }) => stop.kind === 'kill'),
  );

  protected async stop(): Promise<void> {
    const { title, who } = WHOSE[this.scope()];
    const consequence = `${who} gets no answer from any model any more: calls under way are cut off within two seconds, and every further one is refused until somebody lets the models run again. Nothing else of it is stopped.`;
    const store = this.store();
    const done = await askToStopModels(this.dialog, { title, consequence, stop: (why) => store.stop(why) });
    if (done) void this.announcer.announce('The models are stopped.');
  }

  protected async resume(): Promise<void> {
    if (!(await this.store().resume())) return;
    const free = this.store().stops()?.length === 0;
    void this.announcer.announce(free ? 'The models may be called again.' : 'The models are still stopped.');
  }
}
