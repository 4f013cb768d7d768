import {
  Component,
  type ElementRef,
  computed,
  inject,
  linkedSignal,
  signal,
  viewChildren,
} from '@angular/core';
import { MatDialogRef } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Router } from '@angular/router';
import { type Workspace, WorkspacesStore } from '@nora/data-access';

import { AgentOperations } from '../features/agents/agent-operations.store';
import { AgentsStore } from '../features/agents/agents.store';
import { type Command, buildCommands, searchCommands } from './commands';
import { buildWorkspaceCommands } from './workspace-commands';

const SHOWN = 50;

/** Finds a page, an agent or an action by typing. */
@Component({
  selector: 'nora-palette',
  imports: [MatIcon],
  templateUrl: './palette.html',
  styleUrl: './palette.scss',
})
export class Palette {
  private readonly dialog = inject<MatDialogRef<Palette>>(MatDialogRef);
  private readonly router = inject(Router);
  private readonly agents = inject(AgentsStore);
  private readonly operations = inject(AgentOperations);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly options = viewChildren<ElementRef<HTMLElement>>('option');

  protected readonly query = signal('');
  private readonly commands = computed(() => {
    const go = (path: readonly string[]) => void this.router.navigate([...path]);
    const agents = [...this.agents.items(), ...this.agents.kept()];
    return [
      ...buildCommands(agents, this.workspaces.can('agents:write'), {
        go,
        operate: (operation, agent) => void this.operations.run(operation, agent),
        offered: (agent) => this.operations.offered(agent),
      }),
      ...buildWorkspaceCommands(this.workspaces.items(), this.workspaces.current(), {
        go,
        switchTo: (workspace) => this.switchTo(workspace),
        can: (permission) => this.workspaces.can(permission),
      }),
    ];
  });
  protected readonly found = computed(() => searchCommands(this.commands(), this.query(), SHOWN));
  protected readonly active = linkedSignal({ source: this.query, computation: () => 0 });

  protected onKey(event: KeyboardEvent): void {
    const count = this.found().length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.active.update((index) => (count === 0 ? 0 : (index + step + count) % count));
      this.options()[this.active()]?.nativeElement.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const command = this.found()[this.active()];
      if (command) this.run(command);
    }
  }

  protected run(command: Command): void {
    // The act may open a dialog of its own, which must find this one gone.
    this.dialog.afterClosed().subscribe(() => command.run());
    this.dialog.close();
  }

  private switchTo({ id, slug }: Workspace): void {
    this.workspaces.select(id);
    void this.router.navigate(['/agents'], { queryParams: { workspace: slug } });
  }
}
