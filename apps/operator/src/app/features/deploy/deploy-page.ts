import { Component, computed, effect, inject, linkedSignal, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatProgressBar } from '@angular/material/progress-bar';
import { Router } from '@angular/router';
import {
  type DeployChoice,
  type UserProblem,
  WorkspacesStore,
  showFieldErrors,
  toUserProblem,
} from '@nora/data-access';
import { ErrorPanel, Skeleton } from '@nora/ui';

import { modelSources } from '../models/model-sources';
import { Forbidden } from '../states/forbidden';
import { EndingNotice } from '../workspaces/ending/ending-notice';
import { ProvidersStore } from '../workspaces/providers/providers.store';
import { ChoiceCards } from './choice-cards';
import { NAME_MAX, createDeployForm, preselect, preselectModel, toNewAgent } from './deploy-form';
import { DeployStore } from './deploy.store';
import { ModelSection } from './model-section';
import { ResourceFields } from './resource-fields';

/** Everything that is needed to deploy an agent, on one page; ends at the live deployment. */
@Component({
  selector: 'nora-deploy-page',
  imports: [
    ChoiceCards,
    EndingNotice,
    ErrorPanel,
    Forbidden,
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatIcon,
    MatInput,
    MatLabel,
    MatProgressBar,
    ModelSection,
    ReactiveFormsModule,
    ResourceFields,
    Skeleton,
  ],
  providers: [DeployStore, ProvidersStore],
  templateUrl: './deploy-page.html',
  styleUrl: './deploy-page.scss',
})
export class DeployPage {
  private readonly router = inject(Router);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly providers = inject(ProvidersStore);

  protected readonly store = inject(DeployStore);
  protected readonly form = createDeployForm();
  protected readonly nameMax = NAME_MAX;
  protected readonly mayDeploy = computed(() => this.workspaces.can('agents:write'));
  /** The workspace while it is being deleted: it takes no new agents. */
  protected readonly ending = computed(() => {
    const workspace = this.workspaces.current();
    return workspace?.deletionRequestedAt ? workspace : null;
  });
  protected readonly problem = signal<UserProblem | null>(null);
  protected readonly values = toSignal(this.form.valueChanges, { initialValue: this.form.value });
  protected readonly capabilities = computed(() => {
    const targets = this.store.catalog()?.deployTargets ?? [];
    return targets.find(({ id }) => id === this.values().deployTarget)?.capabilities ?? null;
  });
  protected readonly review = computed(() => {
    const catalog = this.store.catalog();
    const values = this.values();
    if (!catalog) return null;
    return {
      runtime: labelOf(catalog.runtimeFamilies, values.runtimeFamily),
      sandbox: labelOf(catalog.sandboxProfiles, values.sandboxProfile),
      target: labelOf(catalog.deployTargets, values.deployTarget),
    };
  });

  protected readonly sources = computed(() => {
    const demo = this.store.catalog()?.providers.find(({ key }) => key === 'none') ?? null;
    return modelSources(this.providers.items(), demo);
  });
  /** Before it is known what the workspace has, its default could only be missed. */
  private readonly known = computed(() => this.providers.loaded() || this.providers.problem() !== null);
  /** True from when the form can be filled in; another workspace does not take it away again. */
  protected readonly ready = linkedSignal<boolean, boolean>({
    source: () => this.known() && this.store.catalog() !== null,
    computation: (now, before) => now || before?.value === true,
  });
  protected readonly source = computed(() => this.sources().find(({ id }) => id === this.values().provider));

  constructor() {
    void this.store.load();
    effect(() => {
      const catalog = this.store.catalog();
      if (catalog) preselect(this.form, catalog);
    });
    effect(() => {
      if (this.known() && this.store.catalog()) preselectModel(this.form, this.sources());
    });
    toObservable(computed(() => this.workspaces.current()?.id))
      .pipe(takeUntilDestroyed())
      .subscribe((id) => {
        if (id !== undefined) void this.providers.show(id);
      });
  }

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.store.working()) return;
    this.problem.set(null);
    try {
      const agent = await this.store.deploy(toNewAgent(this.form));
      await this.router.navigate(['/agents', agent.id, 'overview']);
    } catch (error) {
      const problem = toUserProblem(error);
      if (!showFieldErrors(this.form, problem)) this.problem.set(problem);
    }
  }
}

function labelOf(choices: readonly DeployChoice[], id: string | undefined): string {
  return choices.find((choice) => choice.id === id)?.label ?? 'not chosen';
}
