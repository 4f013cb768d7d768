import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { type Agent, Saving } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

import { AgentQuestions } from '../agent-questions';
import { SettingsStore } from './settings.store';

/** The key by which an agent reaches its models through Nora, and another in its place. */
@Component({
  selector: 'nora-model-key',
  imports: [ErrorPanel, MatButton, MatIcon],
  template: `
    <p class="muted">
      The agent asks its models with a key that only Nora takes, and only from this agent. When it may have
      got around, give the agent another: the old one is refused at once.
    </p>
    <div class="line">
      <button
        matButton="outlined"
        type="button"
        [disabled]="deploying() || saving.working()"
        (click)="rotate()"
      >
        <mat-icon svgIcon="key" />{{ saving.working() ? 'Rotating…' : 'Rotate model key' }}
      </button>
      <p role="status" class="muted said">
        @if (saving.saved()) {
          The old key is refused now. The agent has the new one once it has been restarted.
        } @else if (deploying()) {
          A deployment is under way.
        }
      </p>
    </div>
    @if (saving.problem(); as problem) {
      <nora-error-panel [problem]="problem" />
    }
  `,
  styleUrl: './form-line.scss',
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 10px;
    }

    .line {
      align-items: center;
    }

    .line button {
      margin-top: 0;
    }
  `,
})
export class ModelKeySection {
  private readonly questions = inject(AgentQuestions);
  private readonly store = inject(SettingsStore);

  readonly agent = input.required<Agent>();

  protected readonly saving = new Saving();
  /** A deployment may have read the key that there is. */
  protected readonly deploying = computed(() => this.agent().activeDeploymentId !== null);

  protected async rotate(): Promise<void> {
    const agent = this.agent();
    if (await this.questions.beforeKeyRotation(agent)) {
      await this.saving.send(null, () => this.store.rotateModelKey(agent));
    }
  }
}
