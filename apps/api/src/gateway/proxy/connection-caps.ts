import { GatewaySettings } from '@nora/config';
import { DomainError } from '@nora/contracts';
import type { Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';

/** Counts what is passed on to gateways at the same time, so that nobody takes everything. */
@Injectable()
export class ConnectionCaps {
  private readonly open = new Map<string, number>();

  constructor(private readonly settings: GatewaySettings) {}

  /**
   * Takes a place for a connection to an agent.
   * @returns gives the place back; to be called once
   * @throws DomainError `too_many_requests` when the agent or the caller has no place left
   */
  take({ userId, credential }: Principal, agentId: string): () => void {
    const { connectionsPerAgent, connectionsPerPrincipal } = this.settings;
    const who = credential.kind === 'session' ? `user ${userId}` : `key ${credential.id}`;
    const places: [string, number, string][] = [
      [`agent ${agentId}`, connectionsPerAgent, 'This agent has'],
      [who, connectionsPerPrincipal, 'You have'],
    ];
    for (const [name, most, whose] of places) {
      if ((this.open.get(name) ?? 0) < most) continue;
      throw new DomainError(
        'too_many_requests',
        `${whose} ${most} open connections already. Close some first.`,
      );
    }
    for (const [name] of places) this.open.set(name, (this.open.get(name) ?? 0) + 1);
    return () => {
      for (const [name] of places) {
        const left = (this.open.get(name) ?? 0) - 1;
        if (left > 0) this.open.set(name, left);
        else this.open.delete(name);
      }
    };
  }
}
