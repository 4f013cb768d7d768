import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { SessionStore, type UserProblem, toUserProblem } from '@nora/data-access';
import { ErrorPanel, type IconName } from '@nora/ui';

interface SellingPoint {
  icon: IconName;
  heading: string;
  text: string;
}

/** What Nora is, and the way in. An unclaimed server goes straight to the claim. */
@Component({
  selector: 'nora-landing',
  imports: [ErrorPanel, MatButton, MatIcon, RouterLink],
  templateUrl: './landing.html',
  styleUrl: './landing.scss',
})
export class Landing {
  private readonly session = inject(SessionStore);
  private readonly router = inject(Router);

  protected readonly problem = signal<UserProblem | null>(null);
  protected readonly signedIn = computed(() => this.session.me() !== null);
  /** False while it is not known yet who is here: nothing is offered that would be taken back. */
  protected readonly known = signal(false);
  protected readonly signupEnabled = computed(() => this.session.offers()?.signupEnabled ?? false);
  protected readonly pictureText =
    'The console: a running agent with its four lights, the steps of its deployment and its facts.';
  protected readonly points: readonly SellingPoint[] = [
    {
      icon: 'rocket_launch',
      heading: 'Deploy in one act',
      text: 'Choose a runtime and a target. Every step shows its name, its time and its usual time.',
    },
    {
      icon: 'check_circle',
      heading: 'Running means it answered',
      text: 'An agent counts as running when it has answered a turn, not when a process exists.',
    },
    {
      icon: 'lock',
      heading: 'On your own hardware',
      text: 'Hardened containers, secrets as files, no account elsewhere. Everything is also a REST call.',
    },
  ];

  constructor() {
    void this.load();
  }

  protected async load(): Promise<void> {
    this.problem.set(null);
    try {
      const [bootstrap] = await Promise.all([this.session.bootstrap(), this.session.load()]);
      if (bootstrap.needsFirstAdmin) await this.router.navigate(['/claim'], { replaceUrl: true });
    } catch (error) {
      this.problem.set(toUserProblem(error));
    } finally {
      this.known.set(true);
    }
  }
}
