import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { ModelProvider } from '@nora/data-access';
import {
  Confirm,
  ConfirmByName,
  type ConfirmByNameData,
  type ConfirmData,
  type ConfirmedByName,
} from '@nora/ui';
import { firstValueFrom } from 'rxjs';

import { counted } from '../workspace-words';
import { ProviderForm, type ProviderFormData } from './provider-form';
import { toChanges, toNewProvider } from './provider-values';
import type { ProvidersStore } from './providers.store';
import { RotateKey, type RotateKeyData } from './rotate-key';

const WIDTH = '560px';

/** What is asked of a person who sets up, changes or removes a provider. */
@Injectable({ providedIn: 'root' })
export class ProviderDialogs {
  private readonly dialog = inject(MatDialog);

  /** A new provider; null when none was added, or when it is not known what can be. */
  async add(store: ProvidersStore): Promise<ModelProvider | null> {
    return this.form(store, null, (form) => store.create(toNewProvider(form)));
  }

  /** The provider as it is then; null when it stayed as it was. */
  async change(store: ProvidersStore, provider: ModelProvider): Promise<ModelProvider | null> {
    return this.form(store, provider, (form) => store.save(provider, toChanges(form, provider)));
  }

  /** Null when the key stayed the same. */
  async rotate(store: ProvidersStore, provider: ModelProvider): Promise<ModelProvider | null> {
    const data: RotateKeyData = { provider, rotate: (changes) => store.save(provider, changes) };
    const dialog = this.dialog.open<RotateKey, RotateKeyData, ModelProvider>(RotateKey, {
      width: WIDTH,
      data,
    });
    return (await firstValueFrom(dialog.afterClosed())) ?? null;
  }

  /** Asks only where agents depend on it. */
  async beforeDisabling({ name, agentCount }: ModelProvider): Promise<boolean> {
    if (agentCount === 0) return true;
    const data: ConfirmData = {
      title: `Switch “${name}” off?`,
      consequence: `${counted(agentCount, 'agent')} ${agentCount === 1 ? 'uses' : 'use'} it. Their next calls go to a fallback, or are refused where there is none, until it is switched on again.`,
      action: 'Switch off',
      keep: 'Leave it on',
    };
    const dialog = this.dialog.open<Confirm, ConfirmData, boolean>(Confirm, { width: '460px', data });
    return (await firstValueFrom(dialog.afterClosed())) === true;
  }

  async beforeDeletion({ name }: ModelProvider): Promise<boolean> {
    const data: ConfirmByNameData = {
      title: 'Delete this provider?',
      consequence:
        'Its key is forgotten, and no agent can be bound to it any more. One that agents use is not deleted.',
      name,
      action: 'Delete provider',
    };
    const dialog = this.dialog.open<ConfirmByName, ConfirmByNameData, ConfirmedByName>(ConfirmByName, {
      ...{ width: '460px', data },
    });
    return (await firstValueFrom(dialog.afterClosed())) !== undefined;
  }

  private async form(
    store: ProvidersStore,
    provider: ModelProvider | null,
    save: ProviderFormData['save'],
  ): Promise<ModelProvider | null> {
    if (!(await store.readKinds())) return null;
    const data: ProviderFormData = {
      ...{ provider, kinds: store.kinds(), save },
      tryOut: (trial) => store.tryOut(trial),
    };
    const dialog = this.dialog.open<ProviderForm, ProviderFormData, ModelProvider>(ProviderForm, {
      width: WIDTH,
      data,
    });
    return (await firstValueFrom(dialog.afterClosed())) ?? null;
  }
}
