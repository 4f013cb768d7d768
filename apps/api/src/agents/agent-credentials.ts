import { SealedValues, randomToken } from '@nora/crypto';
import { AgentCredential, sealContext, type NewAgent } from '@nora/domain';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ModelKeys } from '../core/model-keys';

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
    const seal = (value: string, property: 'gatewayToken' | 'sidecarToken') =>
      this.sealed.seal(value, sealContext(AgentCredential, property, agentId));
    return {
      gatewayToken: seal(randomToken('nora_gw_'), 'gatewayToken'),
      sidecarToken: seal(randomToken('nora_sc_'), 'sidecarToken'),
      ...this.createModelKey(agentId),
    };
  }

  /** A new random model key, sealed for the agent of this id, and its hash. */
  createModelKey(agentId: string): Pick<NewAgent['credentials'], 'modelKey' | 'modelKeyHash'> {
    const modelKey = randomToken('nora_llm_');
    return {
      modelKey: this.sealed.seal(modelKey, sealContext(AgentCredential, 'modelKey', agentId)),
      modelKeyHash: this.modelKeys.hash(modelKey),
    };
  }

  /** Bearer token of the agent's sidecar; never leaves Nora's own processes. */
  async sidecarToken(agentId: string): Promise<string> {
    const { sidecarToken } = await this.dataSource.manager.findOneByOrFail(AgentCredential, { agentId });
    return this.sealed.open(sidecarToken, sealContext(AgentCredential, 'sidecarToken', agentId));
  }
}
