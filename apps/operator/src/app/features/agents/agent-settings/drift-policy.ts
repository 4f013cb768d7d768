import { Component, computed, inject, input, signal } from '@angular/core';
import { DRIFT_POLICIES, type DriftPolicy } from '@nora/contracts';
import { type Agent, Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { ChoiceCards } from '../../deploy/choice-cards';
import { DRIFT_POLICY_CHOICES } from '../drift/drift-answer';
import { SettingsStore } from './settings.store';

/** What Nora does when the runtime is not as it was made; holds at once. */
@Component({
  selector: 'nora-drift-policy',
  imports: [ChoiceCards, ErrorPanel],
  template: `
    <nora-choice-cards
      legend="What Nora does about drift"
      name="driftPolicy"
      [choices]="choices"
      [chosen]="chosen()"
      (choose)="change($event)"
    />
    <p role="status" class="muted">
      {{ saving.working() ? 'Saving…' : saving.saved() ? 'Saved. It holds from now on.' : '' }}
    </p>
    @if (saving.problem(); as problem) {
      <nora-error-panel [problem]="problem" />
    }
  `,
})
export class DriftPolicySection {
  private readonly store = inject(SettingsStore);
  private readonly asked = signal<DriftPolicy | null>(null);

  readonly agent = input.required<Agent>();

  protected readonly choices = DRIFT_POLICY_CHOICES;
  protected readonly saving = new Saving();
  protected readonly chosen = computed(() => this.asked() ?? this.agent().driftPolicy);

  protected async change(id: string): Promise<void> {
    const policy = DRIFT_POLICIES.find((one) => one === id);
    if (!policy) return;
    const agent = this.agent();
    this.asked.set(policy);
    await this.saving.send(null, () => this.store.changePolicy(agent, policy));
    this.asked.set(null);
  }
}
