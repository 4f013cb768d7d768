import { Injectable, inject, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import { AgentsService } from '@nora/api-client';
import { ALLOWED_OPERATIONS, type DeploymentKind } from '@nora/contracts';
import {
  type Agent,
  type Deployment,
  type UserProblem,
  WorkspacesStore,
  toUserProblem,
} from '@nora/data-access';
import { ConfirmByName } from '@nora/ui';
import { Subject, firstValueFrom } from 'rxjs';

import { OPERATION_LOOKS } from './operation-looks';

/** What an operator can ask of an agent that exists. */
export type Operation = Exclude<DeploymentKind, 'deploy'>;

const NOTICE_MS = 8_000;

/** The lifecycle calls, wherever they are offered: list, page, palette. */
@Injectable({ providedIn: 'root' })
export class AgentOperations {
  private readonly client = inject(AgentsService);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly dialog = inject(MatDialog);
  private readonly notices = inject(MatSnackBar);
  private readonly router = inject(Router);
  private readonly asking = signal<ReadonlyMap<string, Operation>>(new Map());
  private readonly startedSubject = new Subject<Deployment>();

  /** Emits the deployment of every call that was accepted. */
  readonly started = this.startedSubject.asObservable();

  /** The call that is on its way to the server for this agent. */
  pending(agentId: string): Operation | null {
    return this.asking().get(agentId) ?? null;
  }

  /** What the server would accept now: nothing while a deployment is in flight, whatever it is. */
  offered(agent: Agent): readonly Operation[] {
    if (!this.workspaces.can('agents:write', agent.workspaceId)) return [];
    if (agent.activeDeploymentId) return [];
    return ALLOWED_OPERATIONS[agent.status].filter((kind) => kind !== 'deploy');
  }

  /** Asks the server. Deleting asks for the name first. */
  async run(operation: Operation, agent: Agent): Promise<void> {
    if (this.pending(agent.id)) return;
    if (operation === 'delete' && !(await this.confirmDelete(agent))) return;
    this.mark(agent.id, operation);
    try {
      const deployment = await this.call(operation, agent.id);
      this.startedSubject.next(deployment);
    } catch (error) {
      this.refuse(operation, agent, toUserProblem(error));
    } finally {
      this.mark(agent.id, null);
    }
  }

  private async call(operation: Operation, agentId: string): Promise<Deployment> {
    const calls = {
      start: () => this.client.startAgent({ agentId }),
      stop: () => this.client.stopAgent({ agentId }),
      restart: () => this.client.restartAgent({ agentId }),
      redeploy: () => this.client.redeployAgent({ agentId }),
      delete: () => this.client.deleteAgent({ agentId }),
    } satisfies Record<Operation, unknown>;
    const { deployment } = await firstValueFrom(calls[operation]());
    return deployment;
  }

  private async confirmDelete(agent: Agent): Promise<boolean> {
    const dialog = this.dialog.open(ConfirmByName, {
      width: '440px',
      data: {
        title: 'Delete this agent?',
        consequence: 'Its runtime, its storage and its memory are removed. This cannot be undone.',
        name: agent.name,
        action: 'Delete agent',
      },
    });
    return (await firstValueFrom(dialog.afterClosed())) === true;
  }

  private refuse(operation: Operation, agent: Agent, problem: UserProblem): void {
    const reference = problem.correlationId ? ` (reference ${problem.correlationId})` : '';
    const text = `${OPERATION_LOOKS[operation].label} ${agent.name}: ${problem.detail}${reference}`;
    const deploymentId = problem.deploymentId;
    const notice = this.notices.open(text, deploymentId ? 'Show it' : 'Close', { duration: NOTICE_MS });
    if (!deploymentId) return;
    notice.onAction().subscribe(() => {
      void this.router.navigate(['/agents', agent.id, 'overview'], {
        queryParams: { deployment: deploymentId },
      });
    });
  }

  private mark(agentId: string, operation: Operation | null): void {
    this.asking.update((known) => {
      const next = new Map(known);
      if (operation) next.set(agentId, operation);
      else next.delete(agentId);
      return next;
    });
  }
}
