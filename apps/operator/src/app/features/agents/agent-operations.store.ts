import { Injectable, inject, signal } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import { AgentsService, DeploymentsService } from '@nora/api-client';
import {
  type Agent,
  type Deployment,
  type PossibleOperation,
  type UserProblem,
  WorkspacesStore,
  toUserProblem,
} from '@nora/data-access';
import { type Observable, Subject, firstValueFrom } from 'rxjs';

import { AgentQuestions } from './agent-questions';
import { OPERATION_LOOKS, operationLook } from './operation-looks';

/** What an operator can ask of an agent with a single word. */
export type Operation = Exclude<PossibleOperation, 'update' | 'rename' | 'rollback'>;
/** A call on its way: an operation, or one that needs more than a word. */
export type PendingCall = Operation | 'rollback' | 'retry' | 'fresh-storage';

const NOTICE_MS = 8_000;

/** In the order in which they are offered. */
const OPERATIONS: readonly Operation[] = [
  'cancel',
  'start',
  'stop',
  'restart',
  'redeploy',
  'restore',
  'delete',
  'force-delete',
];

/** The lifecycle calls, wherever they are offered: list, page, palette. */
@Injectable({ providedIn: 'root' })
export class AgentOperations {
  private readonly client = inject(AgentsService);
  private readonly deployments = inject(DeploymentsService);
  private readonly workspaces = inject(WorkspacesStore);
  private readonly questions = inject(AgentQuestions);
  private readonly notices = inject(MatSnackBar);
  private readonly router = inject(Router);
  private readonly asking = signal<ReadonlyMap<string, PendingCall>>(new Map());
  private readonly startedSubject = new Subject<Deployment>();

  /** Emits the deployment of every call that was accepted. */
  readonly started = this.startedSubject.asObservable();

  /** The call that is on its way to the server for this agent. */
  pending(agentId: string): PendingCall | null {
    return this.asking().get(agentId) ?? null;
  }

  /** True when the account may change this agent at all. */
  mayChange(agent: Agent): boolean {
    return this.workspaces.can('agents:write', agent.workspaceId);
  }

  /** True when this would not be refused now. */
  allows(operation: PossibleOperation, agent: Agent): boolean {
    return this.mayChange(agent) && agent.allowedOperations.includes(operation);
  }

  /** What to offer now. Force is offered where a plain deletion is not enough. */
  offered(agent: Agent): readonly Operation[] {
    const plain = agent.allowedOperations.includes('delete') && agent.status !== 'failed';
    return OPERATIONS.filter(
      (operation) => this.allows(operation, agent) && !(operation === 'force-delete' && plain),
    );
  }

  /** Asks the server, after asking the operator where something would be lost. */
  async run(operation: Operation, agent: Agent): Promise<void> {
    if (this.pending(agent.id)) return;
    switch (operation) {
      case 'cancel':
        return this.cancelInFlight(agent);
      case 'delete':
        return this.delete(agent);
      case 'force-delete':
        if (!(await this.questions.beforeForceDelete(agent))) return;
        return this.ask(operation, agent, () => this.client.deleteAgent({ agentId: agent.id, force: true }));
      case 'restore':
        return this.restore(agent, null);
      case 'start':
        return this.ask(operation, agent, () => this.client.startAgent({ agentId: agent.id }));
      case 'stop':
        return this.ask(operation, agent, () => this.client.stopAgent({ agentId: agent.id }));
      case 'restart':
        return this.ask(operation, agent, () => this.client.restartAgent({ agentId: agent.id }));
      case 'redeploy':
        return this.ask(operation, agent, () => this.client.redeployAgent({ agentId: agent.id }));
    }
  }

  /** Makes the agent anew with empty storage. */
  async redeployFresh(agent: Agent): Promise<void> {
    if (this.pending(agent.id) || !(await this.questions.beforeFreshStorage(agent))) return;
    await this.ask('fresh-storage', agent, () =>
      this.client.redeployAgent({ agentId: agent.id, body: { freshStorage: true } }),
    );
  }

  /** Deploys an older version as a new one. */
  async rollback(agent: Agent, version: number): Promise<void> {
    if (this.pending(agent.id) || !(await this.questions.beforeRollback(agent, version))) return;
    await this.ask('rollback', agent, () =>
      this.client.rollbackAgent({ agentId: agent.id, body: { version } }),
    );
  }

  /** Tries a deployment again that failed or was cancelled. */
  async retry(deployment: Deployment, agent: Agent): Promise<void> {
    if (this.pending(agent.id)) return;
    await this.ask('retry', agent, () => this.deployments.retryDeployment({ deploymentId: deployment.id }));
  }

  /** Calls a deployment off. */
  async cancel(deployment: Deployment, agent: Agent): Promise<void> {
    if (this.pending(agent.id) || !(await this.questions.beforeCancel(deployment))) return;
    await this.ask('cancel', agent, () => this.deployments.cancelDeployment({ deploymentId: deployment.id }));
  }

  private async cancelInFlight(agent: Agent): Promise<void> {
    const deploymentId = agent.activeDeploymentId;
    if (!deploymentId) return;
    try {
      const deployment = await firstValueFrom(this.deployments.getDeployment({ deploymentId }));
      await this.cancel(deployment, agent);
    } catch (error) {
      this.refuse('cancel', agent, toUserProblem(error));
    }
  }

  private async delete(agent: Agent): Promise<void> {
    const answer = await this.questions.beforeDelete(agent);
    if (!answer) return;
    const { keepData } = answer;
    await this.ask('delete', agent, () =>
      this.client.deleteAgent({ agentId: agent.id, ...(keepData ? { keepData } : {}) }),
    );
  }

  private async restore(agent: Agent, name: string | null): Promise<void> {
    const agentId = agent.id;
    const problem = await this.attempt('restore', agent, () =>
      this.client.restoreAgent({ agentId, ...(name === null ? {} : { body: { name } }) }),
    );
    if (problem?.code !== 'name_taken') {
      if (problem) this.refuse('restore', agent, problem);
      return;
    }
    const other = await this.questions.anotherName({
      title: 'Restore under another name',
      reason: problem.detail,
      name: name ?? agent.name,
      action: 'Restore',
    });
    if (other !== null) await this.restore(agent, other);
  }

  private async ask(
    pending: PendingCall,
    agent: Agent,
    call: () => Observable<{ deployment: Deployment }>,
  ): Promise<void> {
    const problem = await this.attempt(pending, agent, call);
    if (problem) this.refuse(pending, agent, problem);
  }

  private async attempt(
    pending: PendingCall,
    agent: Agent,
    call: () => Observable<{ deployment: Deployment }>,
  ): Promise<UserProblem | null> {
    this.mark(agent.id, pending);
    try {
      const { deployment } = await firstValueFrom(call());
      this.startedSubject.next(deployment);
      return null;
    } catch (error) {
      return toUserProblem(error);
    } finally {
      this.mark(agent.id, null);
    }
  }

  private refuse(pending: PendingCall, agent: Agent, problem: UserProblem): void {
    const reference = problem.correlationId ? ` (reference ${problem.correlationId})` : '';
    const text = `${wordFor(pending, agent)} ${agent.name}: ${problem.detail}${reference}`;
    const deploymentId = problem.deploymentId;
    const notice = this.notices.open(text, deploymentId ? 'Show it' : 'Close', { duration: NOTICE_MS });
    if (!deploymentId) return;
    notice.onAction().subscribe(() => {
      void this.router.navigate(['/agents', agent.id, 'overview'], {
        queryParams: { deployment: deploymentId },
      });
    });
  }

  private mark(agentId: string, pending: PendingCall | null): void {
    this.asking.update((known) => {
      const next = new Map(known);
      if (pending) next.set(agentId, pending);
      else next.delete(agentId);
      return next;
    });
  }
}

function wordFor(pending: PendingCall, agent: Agent): string {
  if (pending === 'retry') return 'Try again:';
  return pending === 'fresh-storage' ? OPERATION_LOOKS.redeploy.label : operationLook(pending, agent).label;
}
