import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, ElementRef, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import type { Agent } from '@nora/data-access';
import { ErrorPanel, RelativeTime, Skeleton } from '@nora/ui';
import { firstValueFrom } from 'rxjs';

import { AgentOperations } from '../../agent-operations.store';
import { AgentQuestions } from '../../agent-questions';
import { SecretForm, type SecretFormData } from './secret-form';
import { type AgentSecret, SecretsStore } from './secrets.store';

/** What an agent was given in secret: by name, never by value. */
@Component({
  selector: 'nora-agent-secrets',
  imports: [ErrorPanel, MatButton, MatIcon, MatIconButton, MatTooltip, RelativeTime, Skeleton],
  providers: [SecretsStore],
  templateUrl: './secrets-section.html',
  styleUrl: './secrets-section.scss',
})
export class AgentSecretsSection {
  private readonly announcer = inject(LiveAnnouncer);
  private readonly dialog = inject(MatDialog);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly operations = inject(AgentOperations);
  private readonly questions = inject(AgentQuestions);

  readonly agent = input.required<Agent>();

  protected readonly store = inject(SecretsStore);
  protected readonly busy = computed(() => this.operations.pending(this.agent().id) !== null);
  protected readonly mayRedeploy = computed(
    () => this.agent().redeployWantedAt !== null && this.operations.allows('redeploy', this.agent()),
  );

  constructor() {
    toObservable(computed(() => this.agent().id))
      .pipe(takeUntilDestroyed())
      .subscribe((id) => void this.store.show(id));
  }

  /** @param name of the secret that gets another value; null: a new one */
  protected async set(name: string | null): Promise<void> {
    const data: SecretFormData = { name, save: (of, value) => this.store.set(of, value) };
    const form = this.dialog.open<SecretForm, SecretFormData, AgentSecret>(SecretForm, {
      ...{ width: '520px', data },
    });
    const secret = await firstValueFrom(form.afterClosed());
    if (secret) void this.announcer.announce(`${secret.name} is kept. The runtime has it after a redeploy.`);
  }

  protected async remove(secret: AgentSecret): Promise<void> {
    if (!(await this.questions.beforeSecretDeletion(secret.name))) return;
    if (!(await this.store.remove(secret))) return;
    this.element.nativeElement.querySelector<HTMLElement>('button.add')?.focus();
    void this.announcer.announce(`${secret.name} is deleted. The runtime has it until a redeploy.`);
  }

  protected redeploy(): void {
    void this.operations.run('redeploy', this.agent());
  }
}
