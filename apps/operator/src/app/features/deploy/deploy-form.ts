import { FormControl, FormGroup, type ValidatorFn, Validators } from '@angular/forms';
import { BUILT_IN_RESOURCES } from '@nora/contracts';
import type { DeployCatalog, DeployChoice, NewAgent } from '@nora/data-access';

import { modelValidators } from '../models/model-fields';
import { DEMO, type ModelSource, usualSource } from '../models/model-sources';

export const NAME_MAX = 80;

/** Bounds of the resources an agent may ask for, as the API has them. */
export const LIMITS = {
  vcpu: { min: 0.25, max: 16, step: 0.25 },
  ramMb: { min: 1536, max: 65_536, step: 256 },
  diskGb: { min: 1, max: 500, step: 1 },
} as const;

/** The resources as fields of the form. */
export const AMOUNTS = [
  { key: 'vcpu', label: 'Processors', unit: 'vCPU', ...LIMITS.vcpu },
  { key: 'ramMb', label: 'Memory', unit: 'MB', ...LIMITS.ramMb },
  { key: 'diskGb', label: 'Disk', unit: 'GB', ...LIMITS.diskGb },
] as const;

/** The fields that say what an agent may use; no disk size means no limit. */
export function createResourcesForm({ vcpu, ramMb, diskGb }: Resources = DEFAULTS) {
  return new FormGroup({
    vcpu: amount(vcpu, LIMITS.vcpu),
    ramMb: amount(ramMb, LIMITS.ramMb, [whole]),
    diskGb: new FormControl<number | null>(diskGb ?? null, {
      validators: [Validators.min(LIMITS.diskGb.min), Validators.max(LIMITS.diskGb.max), whole],
    }),
  });
}

export type ResourcesForm = ReturnType<typeof createResourcesForm>;

type Resources = NonNullable<NewAgent['resources']>;

/** Until the catalog tells those of this installation. */
const DEFAULTS: Resources = { ...BUILT_IN_RESOURCES, diskGb: null };

/** A name an agent can have. */
export const nameValidators = [Validators.required, Validators.maxLength(NAME_MAX), Validators.pattern(/\S/)];

const text = (validators = [Validators.required]) => new FormControl('', { nonNullable: true, validators });
const whole = Validators.pattern(/^\d+$/);
const amount = (value: number, { min, max }: { min: number; max: number }, further: ValidatorFn[] = []) =>
  new FormControl(value, {
    nonNullable: true,
    validators: [Validators.required, Validators.min(min), Validators.max(max), ...further],
  });

/** The form of the deploy page, with defaults that suit a first agent. */
export function createDeployForm() {
  return new FormGroup({
    name: text(nameValidators),
    runtimeFamily: text(),
    sandboxProfile: text(),
    deployTarget: text(),
    resources: createResourcesForm(),
    provider: text(),
    model: text(modelValidators),
  });
}

export type DeployForm = ReturnType<typeof createDeployForm>;

/**
 * Chooses the defaults of this installation wherever nothing, or something unavailable, is chosen; what somebody has
 * written into the resources stays.
 */
export function preselect(form: DeployForm, catalog: DeployCatalog): void {
  const { defaults } = catalog;
  const choose = (control: FormControl<string>, choices: readonly DeployChoice[], usual: string | null) => {
    const chosen = choices.find(({ id, available }) => available && id === control.value);
    const available = choices.some((choice) => choice.available && choice.id === usual);
    if (!chosen) control.setValue((available && usual) || '');
  };
  choose(form.controls.runtimeFamily, catalog.runtimeFamilies, defaults.runtimeFamily);
  choose(form.controls.sandboxProfile, catalog.sandboxProfiles, defaults.sandboxProfile);
  choose(form.controls.deployTarget, catalog.deployTargets, defaults.deployTarget);
  const { vcpu, ramMb } = form.controls.resources.controls;
  if (vcpu.pristine) vcpu.setValue(defaults.resources.vcpu);
  if (ramMb.pristine) ramMb.setValue(defaults.resources.ramMb);
}

/** Chooses what new agents usually talk to, unless something is chosen that can be. */
export function preselectModel(form: DeployForm, sources: readonly ModelSource[]): void {
  const { provider } = form.controls;
  if (sources.some(({ id, enabled }) => enabled && id === provider.value)) return;
  chooseModel(form, usualSource(sources));
}

/** A model of the provider before is rarely one of the next. */
export function chooseModel({ controls }: DeployForm, source: ModelSource | undefined): void {
  controls.model.setValue(source?.defaultModel ?? '');
  controls.provider.setValue(source?.id ?? '');
}

/** What the API is asked for. */
export function toNewAgent(form: DeployForm): NewAgent & { resources: Resources } {
  const { name, resources, model, ...choices } = form.getRawValue();
  const { vcpu, ramMb } = resources;
  // Where the disk cannot be limited its field is disabled, whatever stands in it.
  const diskGb = form.controls.resources.controls.diskGb.disabled ? null : resources.diskGb;
  // Of the built-in demo there is one model; an empty field stands for the provider's own default.
  const named = choices.provider === DEMO ? '' : model.trim();
  return {
    ...{ ...choices, name: name.trim(), resources: { vcpu, ramMb, diskGb } },
    ...(named === '' ? {} : { model: named }),
  };
}
