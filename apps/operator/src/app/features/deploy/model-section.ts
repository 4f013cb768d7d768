import { Component, computed, inject, input } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { WorkspacesStore } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';
import { startWith, switchMap } from 'rxjs';

import { ModelLists } from '../models/model-lists.store';
import { DEMO, type ModelSource } from '../models/model-sources';
import { ProviderDialogs } from '../workspaces/providers/provider-dialogs';
import { ProvidersStore } from '../workspaces/providers/providers.store';
import { ChoiceCards, type ChoiceView } from './choice-cards';
import { type DeployForm, chooseModel } from './deploy-form';

/** Which model a new agent talks to, and the way to another provider. */
@Component({
  selector: 'nora-model-section',
  imports: [
    ChoiceCards,
    ErrorPanel,
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatIcon,
    MatInput,
    MatLabel,
    ReactiveFormsModule,
  ],
  providers: [ModelLists],
  templateUrl: './model-section.html',
  styleUrl: './model-section.scss',
})
export class ModelSection {
  private readonly dialogs = inject(ProviderDialogs);
  private readonly lists = inject(ModelLists);
  private readonly workspaces = inject(WorkspacesStore);

  readonly form = input.required<DeployForm>();
  readonly sources = input.required<readonly ModelSource[]>();

  protected readonly providers = inject(ProvidersStore);
  protected readonly chosen = toSignal(
    toObservable(this.form).pipe(
      switchMap(({ controls: { provider } }) => provider.valueChanges.pipe(startWith(provider.value))),
    ),
    { initialValue: '' },
  );
  protected readonly choices = computed<readonly ChoiceView[]>(() => this.sources().map(viewOf));
  /** The provider of the workspace that is chosen; the built-in demo has one model only. */
  protected readonly provider = computed(() =>
    this.sources().find(({ id }) => id === this.chosen() && id !== DEMO),
  );
  protected readonly models = computed(() => this.lists.of(this.chosen()));
  protected readonly mayAdd = computed(() => this.workspaces.can('providers:manage'));

  /** The provider is asked for its models only when somebody is about to choose one. */
  protected open(): void {
    const workspaceId = this.workspaces.current()?.id;
    if (workspaceId !== undefined) void this.lists.read(workspaceId, this.chosen());
  }

  protected choose(id: string): void {
    const source = this.sources().find((one) => one.id === id);
    chooseModel(this.form(), source);
  }

  protected async add(): Promise<void> {
    const added = await this.dialogs.add(this.providers);
    if (added) this.choose(added.id);
  }
}

function viewOf({ id, label, description, isDefault, enabled }: ModelSource): ChoiceView {
  return {
    id,
    label: isDefault ? `${label} (default)` : label,
    description,
    available: enabled,
    reason: enabled ? null : 'It is switched off.',
  };
}
