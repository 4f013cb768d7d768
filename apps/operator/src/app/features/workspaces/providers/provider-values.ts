import { FormControl, FormGroup, type ValidatorFn, Validators } from '@angular/forms';
import type { ModelProvider, ModelProviderType } from '@nora/data-access';

import { NAME_MAX } from '../workspace-words';
import type { NewProvider, ProviderChanges, ProviderTrial } from './providers.store';

/** A key goes into a header, as it is. */
export const KEY_PATTERN = /^\s*[\x21-\x7e]*\s*$/;
const MODEL_MAX = 200;
const ADDRESS = /^\s*https?:\/\/[^\s?#]+\s*$/i;

/**
 * The fields of a provider. The key of one that is set up is not among them: it can not be read, and is rotated apart.
 * @param kindOf finds what it takes to set up a kind
 */
export function createProviderForm(
  provider: ModelProvider | null,
  kindOf: (id: string) => ModelProviderType | undefined,
) {
  const text = (value: string, ...validators: ValidatorFn[]) =>
    new FormControl(value, { nonNullable: true, validators });
  const kind = text(provider?.kind ?? '', Validators.required);
  const type = () => kindOf(kind.value);
  const form = new FormGroup({
    kind,
    name: text(
      provider?.name ?? '',
      Validators.required,
      Validators.maxLength(NAME_MAX),
      Validators.pattern(/\S/),
    ),
    baseUrl: text(
      provider && !provider.usualBaseUrl ? provider.baseUrl : '',
      requiredIf(() => type()?.needsBaseUrl === true),
      Validators.pattern(ADDRESS),
    ),
    apiKey: text(
      '',
      requiredIf(() => provider === null && type()?.key === 'required'),
      Validators.pattern(KEY_PATTERN),
    ),
    defaultModel: text(
      provider?.defaultModel ?? '',
      Validators.required,
      Validators.maxLength(MODEL_MAX),
      Validators.pattern(/^\s*\S+\s*$/),
    ),
    isDefault: new FormControl(provider?.isDefault ?? false, { nonNullable: true }),
    skipTest: new FormControl(false, { nonNullable: true }),
  });
  if (provider) kind.disable();
  return form;
}

export type ProviderForm = ReturnType<typeof createProviderForm>;

/** What the server found wrong with a field says nothing of what stands there now, or stands beside it. */
export function judgeAnew(form: ProviderForm): void {
  for (const control of Object.values(form.controls)) control.updateValueAndValidity({ emitEvent: false });
}

/** What is tried out. Without a model it is asked which it has. */
export function toTrial(form: ProviderForm): ProviderTrial {
  const { kind, baseUrl, apiKey, defaultModel } = form.getRawValue();
  return {
    kind: kind as ProviderTrial['kind'],
    baseUrl: baseUrl.trim() || null,
    apiKey: apiKey.trim() || null,
    ...(defaultModel.trim() ? { defaultModel: defaultModel.trim() } : {}),
  };
}

export function toNewProvider(form: ProviderForm): NewProvider {
  const { name, defaultModel, isDefault, skipTest } = form.getRawValue();
  return { ...toTrial(form), name: name.trim(), defaultModel: defaultModel.trim(), isDefault, skipTest };
}

/** What differs from what a provider is. A key is sent only where one was given. */
export function toChanges(form: ProviderForm, provider: ModelProvider): ProviderChanges {
  const { baseUrl, apiKey } = toTrial(form);
  const { name, defaultModel, isDefault, skipTest } = form.getRawValue();
  const before = provider.usualBaseUrl ? null : provider.baseUrl;
  return {
    ...(name.trim() === provider.name ? {} : { name: name.trim() }),
    ...(baseUrl === before ? {} : { baseUrl }),
    ...(apiKey === null ? {} : { apiKey }),
    ...(defaultModel.trim() === provider.defaultModel ? {} : { defaultModel: defaultModel.trim() }),
    ...(isDefault === provider.isDefault ? {} : { isDefault }),
    skipTest,
  };
}

function requiredIf(asked: () => boolean): ValidatorFn {
  return (control) => (asked() ? Validators.required(control) : null);
}
