import { Component, computed, inject, input } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { startWith, switchMap } from 'rxjs';

import { ModelLists } from './model-lists.store';
import { DEMO, type ModelSource } from './model-sources';

const MODEL_MAX = 200;

/** A model, as its provider names it: without white space. */
export const modelValidators = [Validators.maxLength(MODEL_MAX), Validators.pattern(/^\s*\S*\s*$/)];

/** A model of somebody, as fields. */
export function createChoiceForm(providerId: string | null, model: string) {
  return new FormGroup({
    providerId: new FormControl(providerId ?? DEMO, { nonNullable: true, validators: Validators.required }),
    model: new FormControl(model, {
      nonNullable: true,
      validators: [Validators.required, ...modelValidators],
    }),
  });
}

export type ChoiceForm = ReturnType<typeof createChoiceForm>;
/** The fields of a choice, wherever they are. */
export type ChoiceFields = ChoiceForm['controls'];

let count = 0;

/** Whose model, and which. */
@Component({
  selector: 'nora-model-fields',
  imports: [MatError, MatFormField, MatInput, MatLabel, ReactiveFormsModule],
  templateUrl: './model-fields.html',
  styleUrl: './model-fields.scss',
})
export class ModelFields {
  private readonly lists = inject(ModelLists);

  readonly fields = input.required<ChoiceFields>();
  readonly workspaceId = input.required<string>();
  readonly sources = input.required<readonly ModelSource[]>();
  /** How whoever is asked must be talked to; null where nothing is given. */
  readonly shape = input<ModelSource['shape'] | null>(null);
  /** What these fields are about, for screen readers. */
  readonly label = input.required<string>();

  protected readonly listId = `models-${(count += 1)}`;
  private readonly chosen = toSignal(
    toObservable(this.fields).pipe(
      switchMap(({ providerId }) => providerId.valueChanges.pipe(startWith(providerId.value))),
    ),
  );
  protected readonly models = computed(() => this.lists.of(this.chosen() ?? DEMO));
  protected readonly source = computed(() => this.sources().find(({ id }) => id === this.chosen()));
  protected readonly isDemo = computed(() => this.chosen() === DEMO);

  /** A provider is asked for its models only when somebody is about to choose one. */
  protected open(): void {
    void this.lists.read(this.workspaceId(), this.chosen() ?? DEMO);
  }

  /** A model of the one before is rarely one of the next. */
  protected changed(id: string): void {
    const model = this.sources().find((source) => source.id === id)?.defaultModel;
    if (model !== undefined) this.fields().model.setValue(model);
  }

  protected unfit({ enabled, shape }: ModelSource): string {
    if (!enabled) return ' (switched off)';
    const asked = this.shape();
    return asked === null || asked === shape ? '' : ' (talked to in another way)';
  }
}
