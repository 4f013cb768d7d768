import { Component, computed, inject } from '@angular/core';
import { BrowserNavigation, SessionStore, toUserProblem } from '@nora/data-access';
import { ErrorPanel } from '@nora/ui';

/** Shown in place of a page when the server could not even say who is signed in. */
@Component({
  selector: 'nora-unreachable',
  imports: [ErrorPanel],
  template: `
    <main class="page">
      <h1>Nora</h1>
      <nora-error-panel canRetry [problem]="problem()" (retry)="navigation.reload()" />
    </main>
  `,
})
export class Unreachable {
  private readonly session = inject(SessionStore);

  protected readonly navigation = inject(BrowserNavigation);
  protected readonly problem = computed(() => this.session.problem() ?? toUserProblem(new TypeError()));
}
