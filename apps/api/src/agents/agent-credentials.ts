import { SealedValues, randomToken, type SealContext } from '@nora/crypto';
import { AgentCredential, type NewAgent } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ModelKeys } from '../core/model-keys';

const context = (column: string, rowId: string): SealContext => ({
  table: 'agent_credentials',
  column,
  rowId,
});

/** Makes and opens the credentials of agents. */
@Injectable()
export class AgentCredentials {
  constructor(
    private readonly sealed: SealedValues,
    private readonly modelKeys: ModelKeys,
    private readonly dataSource: DataSource,
  ) {}

  /** New random credentials, sealed for the agent of this id. */
  create(agentId: string): NewAgent['credentials'] {
    const seal = (value: string, column: string) => this.sealed.seal(value, context(column, agentId));
    const modelKey = randomToken('nora_mk_');
    return {
      gatewayToken: seal(randomToken('nora_gw_'), 'gateway_token'),
      sidecarToken: seal(randomToken('nora_sc_'), 'sidecar_token'),
      modelKey: seal(modelKey, 'model_key'),
      modelKeyHash: this.modelKeys.hash(modelKey),
    };
  }

  /** Bearer token of the agent's gateway; never leaves Nora's own processes. */
  async gatewayToken(agentId: string): Promise<string> {
    const { gatewayToken } = await this.dataSource.manager.findOneByOrFail(AgentCredential, { agentId });
    return this.sealed.open(gatewayToken, context('gateway_token', agentId));
  }
}
