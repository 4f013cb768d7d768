import { Injectable, inject, signal } from '@angular/core';
import { ModelsService } from '@nora/api-client';
import { type Agent, type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** Stops and resumes the models of single agents. Events tell the stores of agents what came of it. */
@Injectable({ providedIn: 'root' })
export class ModelPauses {
  private readonly client = inject(ModelsService);
  private readonly busy = signal<string | null>(null);
  private readonly fault = signal<{ agentId: string; problem: UserProblem } | null>(null);

  /** Id of the agent whose models are being let run again. */
  readonly resuming = this.busy.asReadonly();

  /** Why the models of an agent could not be let run again. */
  problem(agentId: string): UserProblem | null {
    const fault = this.fault();
    return fault?.agentId === agentId ? fault.problem : null;
  }

  /** Throws what the client throws. */
  async stop({ id: agentId }: Agent, reason: string | undefined): Promise<void> {
    await firstValueFrom(this.client.stopAgentModels({ agentId, body: { reason } }));
  }

  /** Lifts everything that was stopped for this agent alone; true when it was done. */
  async resume({ id: agentId }: Agent): Promise<boolean> {
    if (this.busy() !== null) return false;
    this.busy.set(agentId);
    this.fault.set(null);
    try {
      await firstValueFrom(this.client.resumeAgentModels({ agentId }));
      return true;
    } catch (error) {
      this.fault.set({ agentId, problem: toUserProblem(error) });
      return false;
    } finally {
      this.busy.set(null);
    }
  }
}
