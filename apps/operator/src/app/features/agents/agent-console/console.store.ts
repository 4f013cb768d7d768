import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { GatewayService } from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** The pages are open for a quarter of an hour: asked again well before, also by a tab that was put to sleep. */
const RENEW_EVERY_MS = 4 * 60_000;
const RETRY_AFTER_MS = 15_000;
/** The page of a gateway says that it is there; a slow one loads dozens of files first. */
const SHOWN_WITHIN_MS = 30_000;

/** How far the pages of a runtime are. */
export type ConsoleState = 'opening' | 'loading' | 'shown' | 'silent' | 'refused';

/** Keeps the pages of one agent's runtime open. Lives as long as the page that shows them. */
@Injectable()
export class ConsoleStore {
  private readonly api = inject(GatewayService);
  private readonly address = signal<string | null>(null);
  private readonly fault = signal<UserProblem | null>(null);
  private readonly how = signal<ConsoleState>('opening');
  private agentId: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;

  /** Where the pages are, below this origin; null until they are open. */
  readonly url = this.address.asReadonly();
  readonly problem = this.fault.asReadonly();
  readonly state = this.how.asReadonly();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.close());
  }

  /** Opens the pages of this agent, anew also when they were open. */
  async open(agentId: string): Promise<void> {
    this.close();
    this.agentId = agentId;
    this.address.set(null);
    this.how.set('opening');
    await this.ask(agentId);
  }

  /** Lets go of the pages, e.g. because the agent was stopped. */
  close(): void {
    this.agentId = null;
    clearTimeout(this.timer);
    clearTimeout(this.patience);
  }

  /** The page said that it is there. */
  shown(): void {
    clearTimeout(this.patience);
    if (this.address() !== null) this.how.set('shown');
  }

  private async ask(agentId: string): Promise<void> {
    let again = RENEW_EVERY_MS;
    try {
      const { url } = await firstValueFrom(this.api.openGatewayEmbed({ agentId }));
      if (agentId !== this.agentId) return;
      this.fault.set(null);
      if (url !== this.address()) this.load(url);
    } catch (error) {
      if (agentId !== this.agentId) return;
      const problem = toUserProblem(error);
      // What is open stays open while Nora cannot be asked.
      if (this.address() === null || (problem.status >= 400 && problem.status < 500)) {
        this.fault.set(problem);
        this.address.set(null);
        this.how.set('refused');
        return;
      }
      again = RETRY_AFTER_MS;
    }
    this.timer = setTimeout(() => void this.ask(agentId), again);
  }

  private load(url: string): void {
    clearTimeout(this.patience);
    this.address.set(url);
    this.how.set('loading');
    this.patience = setTimeout(() => this.how.set('silent'), SHOWN_WITHIN_MS);
  }
}
