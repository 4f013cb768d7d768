import { Injectable, inject, signal } from '@angular/core';
import {
  type AgentCapabilitiesDto,
  type CapableChannelDto,
  type CapableJobDto,
  type CapableModelDto,
  type CapableSkillDto,
  type CapableToolDto,
  GatewayService,
  type UsageDayDto,
} from '@nora/api-client';
import { type UserProblem, toUserProblem } from '@nora/data-access';
import { firstValueFrom } from 'rxjs';

/** What an agent can do, as its runtime says. */
export type Capabilities = AgentCapabilitiesDto;
export type CapableModel = CapableModelDto;
export type CapableTool = CapableToolDto;
export type CapableSkill = CapableSkillDto;
export type CapableChannel = CapableChannelDto;
export type CapableJob = CapableJobDto;
/** What was used on one day. */
export type UsageDay = UsageDayDto;

/** Reads what one agent can do. It changes seldom, so it is read when somebody looks and when they ask. */
@Injectable()
export class CapabilitiesStore {
  private readonly api = inject(GatewayService);
  private readonly known = signal<Capabilities | null>(null);
  private readonly at = signal<string | null>(null);
  private readonly busy = signal(false);
  private readonly fault = signal<UserProblem | null>(null);
  private agentId = '';
  private asked = 0;

  readonly facts = this.known.asReadonly();
  /** When the facts were read. */
  readonly readAt = this.at.asReadonly();
  readonly loading = this.busy.asReadonly();
  readonly problem = this.fault.asReadonly();

  /** Shows what this agent can do; what is known of another one is gone. */
  async open(agentId: string): Promise<void> {
    if (agentId !== this.agentId) {
      this.known.set(null);
      this.at.set(null);
    }
    this.agentId = agentId;
    await this.refresh();
  }

  /** Reads it again; what is known stays until then, and where that fails. True when it was read. */
  async refresh(): Promise<boolean> {
    const asked = ++this.asked;
    const { agentId } = this;
    this.busy.set(true);
    this.fault.set(null);
    try {
      const facts = await firstValueFrom(this.api.getAgentCapabilities({ agentId }));
      if (asked !== this.asked) return false;
      this.known.set(facts);
      this.at.set(new Date().toISOString());
      return true;
    } catch (error) {
      if (asked === this.asked) this.fault.set(toUserProblem(error));
      return false;
    } finally {
      if (asked === this.asked) this.busy.set(false);
    }
  }
}
