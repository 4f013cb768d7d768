import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { AdminService } from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

import type { FleetAct, FleetAgent } from './fleet.store';

/** What became of what was asked of one agent. */
export interface FleetOutcome {
  agent: FleetAgent;
  act: FleetAct;
  /** Why it was refused; null when it was accepted. */
  problem: UserProblem | null;
}

/** How far the acts at hand have come. */
export interface FleetProgress {
  act: FleetAct;
  done: number;
  total: number;
}

/** Starts, stops and restarts agents, one after another, and keeps what became of each. */
@Injectable()
export class FleetActs {
  private readonly client = inject(AdminService);
  private readonly results = signal<readonly FleetOutcome[]>([]);
  private readonly hand = signal<FleetProgress | null>(null);
  private left = false;

  /** Of the latest acts, in their order. */
  readonly outcomes = this.results.asReadonly();
  /** Null while nothing is being asked. */
  readonly progress = this.hand.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.left = true));
  }

  /** Asks it of every agent of the list. One refusal does not keep the others from being asked. */
  async run(act: FleetAct, agents: readonly FleetAgent[]): Promise<void> {
    if (this.hand()) return;
    this.results.set([]);
    for (const [done, agent] of agents.entries()) {
      if (this.left) return;
      this.hand.set({ act, done, total: agents.length });
      const problem = await this.ask(act, agent.id);
      this.results.update((outcomes) => [...outcomes, { agent, act, problem }]);
    }
    this.hand.set(null);
  }

  /** Forgets what became of the latest acts. */
  clear(): void {
    this.results.set([]);
  }

  private async ask(act: FleetAct, fleetAgentId: string): Promise<UserProblem | null> {
    const calls = {
      start: () => this.client.startFleetAgent({ fleetAgentId }),
      stop: () => this.client.stopFleetAgent({ fleetAgentId }),
      restart: () => this.client.restartFleetAgent({ fleetAgentId }),
    };
    try {
      await firstValueFrom(calls[act]());
      return null;
    } catch (error) {
      return toUserProblem(error);
    }
  }
}
