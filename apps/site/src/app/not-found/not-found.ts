import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { EmptyState } from '@nora/ui';

/** Says that there is no such page. */
@Component({
  selector: 'nora-not-found',
  imports: [EmptyState, MatButton, RouterLink],
  templateUrl: './not-found.html',
})
export class NotFound {}
