import { Component, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { WorkspaceRole } from '@nora/contracts';
import { EmptyState } from '@nora/ui';

/** Says that the account may not do this, and offers the way back. */
@Component({
  selector: 'nora-forbidden',
  imports: [EmptyState, MatButton, RouterLink],
  template: `
    <nora-empty-state page icon="block" heading="Your role does not allow this">
      Ask an administrator of the workspace for the {{ needs() }} role.
      <div actions><a matButton="filled" routerLink="/agents">Back to the agents</a></div>
    </nora-empty-state>
  `,
})
export class Forbidden {
  /** The least role that allows it. */
  readonly needs = input<WorkspaceRole>('editor');
}
