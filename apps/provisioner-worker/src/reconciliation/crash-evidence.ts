import type { Agent } from '@nora/domain';
import type { RuntimeBackend, RuntimeHandle } from '@nora/runtime-adapters';
import { Injectable } from '@nestjs/common';
import { AgentSecretsReader } from '../deployments/agent-secrets';
import { collectEvidence } from '../deployments/evidence';

/** The end of the log of a runtime that is given up. */
@Injectable()
export class CrashEvidence {
  constructor(private readonly secrets: AgentSecretsReader) {}

  /** Without the agent's credentials; null when there is nothing to be had. */
  async collect(agent: Agent, backend: RuntimeBackend, handle: RuntimeHandle): Promise<string | null> {
    return collectEvidence(backend, handle, await this.secrets.read(agent.id));
  }
}
