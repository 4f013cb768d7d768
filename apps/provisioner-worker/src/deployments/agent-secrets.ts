import { SealedValues } from '@nora/crypto';
import { AgentCredential, sealContext } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** An agent's credentials in the clear; they live in memory only. */
export interface AgentSecrets {
  gatewayToken: string;
  sidecarToken: string;
  modelKey: string;
}

/** Opens the sealed credentials of agents. */
@Injectable()
export class AgentSecretsReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sealedValues: SealedValues,
  ) {}

  /** Null for an agent that was deleted: its credentials went first. */
  async read(agentId: string): Promise<AgentSecrets | null> {
    const sealed = await this.dataSource.getRepository(AgentCredential).findOneBy({ agentId });
    if (!sealed) return null;
    const open = (property: keyof AgentSecrets) =>
      this.sealedValues.open(sealed[property], sealContext(AgentCredential, property, agentId));
    return {
      gatewayToken: open('gatewayToken'),
      sidecarToken: open('sidecarToken'),
      modelKey: open('modelKey'),
    };
  }
}
