import { SealedValues } from '@nora/crypto';
import { AgentCredential } from '@nora/domain';
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
    const open = (column: string, value: string) =>
      this.sealedValues.open(value, { table: 'agent_credentials', column, rowId: agentId });
    return {
      gatewayToken: open('gateway_token', sealed.gatewayToken),
      sidecarToken: open('sidecar_token', sealed.sidecarToken),
      modelKey: open('model_key', sealed.modelKey),
    };
  }
}
