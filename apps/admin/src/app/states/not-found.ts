import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { EmptyState } from '@nora/ui';

/** Says that there is no such page. */
@Component({
  selector: 'nora-not-found',
  imports: [EmptyState, MatButton, RouterLink],
  template: `
    <nora-empty-state page icon="help" heading="There is no such page">
      The address may be mistyped.
      <div actions><a matButton="filled" routerLink="/overview">Go to the overview</a></div>
    </nora-empty-state>
  `,
})
export class NotFound {}
