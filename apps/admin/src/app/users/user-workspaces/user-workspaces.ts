import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';

import { WORKSPACE_ROLE_WORDS } from '../../words';
import type { UserWorkspace } from '../user.store';

/** The workspaces an account belongs to, and as what. */
@Component({
  selector: 'nora-user-workspaces',
  imports: [RouterLink],
  templateUrl: './user-workspaces.html',
  styleUrls: ['../../rows.scss', './user-workspaces.scss'],
})
export class UserWorkspaces {
  readonly workspaces = input.required<readonly UserWorkspace[]>();

  protected readonly roles = WORKSPACE_ROLE_WORDS;
}
