import { FormArray, FormControl, FormGroup, type ValidatorFn, Validators } from '@angular/forms';
import type { LoopAction, ModelDelivery } from '@nora/contracts';
import type { AgentModel } from '@nora/data-access';

import { createChoiceForm } from '../../../models/model-fields';
import { DEMO, providerIdOf } from '../../../models/model-sources';
import type { WantedModel } from './agent-model.store';

/** The bounds of the API. */
export const MOST_FALLBACKS = 5;
export const LOOP_TIMES = { min: 2, max: 1_000 } as const;
export const LOOP_MINUTES = { min: 1, max: 1_440 } as const;

/** What an agent is bound to, as fields. The paths are those of the API. */
export function createModelForm({ providerId, model, fallbacks, delivery, loop }: AgentModel) {
  const { controls: first } = createChoiceForm(providerId, model);
  return new FormGroup({
    ...first,
    fallbacks: new FormArray(fallbacks.map((one) => createChoiceForm(one.providerId, one.model))),
    delivery: new FormControl<ModelDelivery>(delivery, { nonNullable: true }),
    loop: new FormGroup({
      action: new FormControl<LoopAction>(loop.action, { nonNullable: true }),
      times: count(loop.times, LOOP_TIMES),
      minutes: count(loop.minutes, LOOP_MINUTES),
    }),
  });
}

export type ModelForm = ReturnType<typeof createModelForm>;

/** What the API is asked for. */
export function toWantedModel(form: ModelForm): WantedModel {
  const { providerId, model, fallbacks, delivery, loop } = form.getRawValue();
  return {
    ...choiceOf({ providerId, model }),
    ...{ fallbacks: fallbacks.map(choiceOf), delivery, loop },
  };
}

/** Why the key can not be handed to the runtime; null when it can. */
export function directRefused({ providerId, fallbacks }: { providerId?: string; fallbacks?: unknown[] }) {
  if (providerId === DEMO) return 'The built-in demo is reached through Nora alone.';
  if (fallbacks && fallbacks.length > 0) return 'Fallbacks need Nora in between.';
  return null;
}

/** Moves one of the fallbacks: those before it are asked first. */
export function moveFallback({ controls: { fallbacks } }: ModelForm, from: number, to: number): void {
  const moved = fallbacks.controls[from];
  if (!moved || to < 0 || to >= fallbacks.length) return;
  fallbacks.removeAt(from);
  fallbacks.insert(to, moved);
}

/** What the server found wrong says nothing of what stands there now. */
export function judgeAnew(form: ModelForm): void {
  const { fallbacks, loop, ...others } = form.controls;
  const choices = fallbacks.controls.flatMap(({ controls }) => Object.values(controls));
  const all = [...Object.values(others), ...choices, ...Object.values(loop.controls)];
  for (const control of all) control.updateValueAndValidity({ emitEvent: false });
  fallbacks.updateValueAndValidity({ emitEvent: false });
}

/** Tells whether two answers of the API bind an agent alike: what is typed meanwhile is not to be lost. */
export function sameBinding(one: AgentModel | null, other: AgentModel | null): boolean {
  const facts = (model: AgentModel | null) => model && JSON.stringify(toWantedModel(createModelForm(model)));
  return facts(one) === facts(other);
}

function choiceOf({ providerId, model }: { providerId: string; model: string }) {
  return { providerId: providerIdOf(providerId), model: model.trim() };
}

function count(value: number, { min, max }: { min: number; max: number }) {
  const validators: ValidatorFn[] = [
    Validators.required,
    Validators.min(min),
    Validators.max(max),
    Validators.pattern(/^\d+$/),
  ];
  return new FormControl(value, { nonNullable: true, validators });
}
