import { Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import {
  MAT_DIALOG_DATA,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogRef,
  MatDialogTitle,
} from '@angular/material/dialog';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import {
  type ModelProvider,
  type ModelProviderType,
  type ProviderTest,
  Saving,
  showFieldErrors,
  toUserProblem,
  type UserProblem,
} from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { NAME_MAX } from '../workspace-words';
import { testWords } from './provider-looks';
import { createProviderForm, judgeAnew, type ProviderForm as Fields, toTrial } from './provider-values';
import type { ProviderTrial } from './providers.store';

/** What the dialog needs. */
export interface ProviderFormData {
  /** Null: a new one. */
  provider: ModelProvider | null;
  kinds: readonly ModelProviderType[];
  /** Asks the API whether what stands in the fields answers. */
  tryOut: (trial: ProviderTrial) => Promise<ProviderTest>;
  /** Saves it. */
  save: (form: Fields) => Promise<ModelProvider>;
}

/** Asks how a provider is reached, and tests it before it is saved. Closes with the provider, or with nothing. */
@Component({
  selector: 'nora-provider-form',
  imports: [
    ErrorPanel,
    MatButton,
    MatCheckbox,
    MatDialogActions,
    MatDialogClose,
    MatDialogContent,
    MatDialogTitle,
    MatError,
    MatFormField,
    MatHint,
    MatIcon,
    MatInput,
    MatLabel,
    ReactiveFormsModule,
  ],
  templateUrl: './provider-form.html',
  styleUrl: './provider-form.scss',
})
export class ProviderForm {
  private readonly dialog = inject<MatDialogRef<ProviderForm, ModelProvider>>(MatDialogRef);
  private readonly outcome = signal<ProviderTest | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly asking = signal(false);
  private readonly failed = signal(false);
  private readonly listed = signal<readonly string[]>([]);

  protected readonly data = inject<ProviderFormData>(MAT_DIALOG_DATA);
  protected readonly saving = new Saving();
  protected readonly nameMax = NAME_MAX;
  protected readonly form = createProviderForm(this.data.provider, (id) => this.kindOf(id));
  private readonly kind = toSignal(this.form.controls.kind.valueChanges, {
    initialValue: this.form.controls.kind.value,
  });
  protected readonly type = computed(() => this.kindOf(this.kind()));
  protected readonly testing = this.asking.asReadonly();
  /** What the last test of these fields has found. */
  protected readonly found = computed(() => {
    const test = this.outcome();
    return test && (test.fault?.message ?? testWords(test));
  });
  protected readonly answers = computed(() => this.outcome()?.succeeded === true);
  /** Models that were listed: they can be chosen while the model is being typed. */
  protected readonly models = this.listed.asReadonly();
  protected readonly problem = computed(() => this.fault() ?? this.saving.problem());
  /** Offered only once a test has failed: a provider that does not answer is rarely what somebody wants. */
  protected readonly maySkip = this.failed.asReadonly();

  constructor() {
    const { kind, name, baseUrl, apiKey } = this.form.controls;
    kind.valueChanges.pipe(takeUntilDestroyed()).subscribe((id) => {
      if (name.pristine) name.setValue(this.kindOf(id)?.label ?? '');
      baseUrl.updateValueAndValidity({ emitEvent: false });
      apiKey.updateValueAndValidity({ emitEvent: false });
      this.listed.set([]);
    });
    this.form.valueChanges.pipe(takeUntilDestroyed()).subscribe(() => {
      this.outcome.set(null);
      this.fault.set(null);
    });
  }

  /** Where it is asked is enough: the models that it lists can be chosen then. */
  protected async test(): Promise<void> {
    const { kind, baseUrl, apiKey } = this.form.controls;
    judgeAnew(this.form);
    for (const control of [kind, baseUrl, apiKey]) control.markAsTouched();
    if (kind.invalid || baseUrl.invalid || apiKey.invalid || this.asking()) return;
    this.asking.set(true);
    this.outcome.set(null);
    this.fault.set(null);
    try {
      const test = await this.data.tryOut(toTrial(this.form));
      this.outcome.set(test);
      if (test.succeeded) this.listed.set(test.models);
      else this.failed.set(true);
    } catch (error) {
      const problem = toUserProblem(error);
      if (!showFieldErrors(this.form, problem)) this.fault.set(problem);
    } finally {
      this.asking.set(false);
    }
  }

  protected async submit(): Promise<void> {
    judgeAnew(this.form);
    this.fault.set(null);
    await this.saving.send(
      this.form,
      async () => {
        try {
          this.dialog.close(await this.data.save(this.form));
        } catch (error) {
          if (toUserProblem(error).code === 'provider_test_failed') this.failed.set(true);
          throw error;
        }
      },
      { name_taken: 'name' },
    );
  }

  private kindOf(id: string): ModelProviderType | undefined {
    return this.data.kinds.find((kind) => kind.id === id);
  }
}
