import { createHash } from 'node:crypto';
import { DomainError } from '@nora/contracts';
import { SealedValues } from '@nora/crypto';
import { AgentCredential, type AgentVersion } from '@nora/domain';
import { OPENCLAW_VERSION, type DeployTarget } from '@nora/runtime-contract';
import type { RuntimeBackend, RuntimeHandle, RuntimeSpec } from '@nora/runtime-adapters';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Claim } from './deployment-claims';

/** The adapters of this process, by target. */
export const RUNTIME_BACKENDS = Symbol('RUNTIME_BACKENDS');
export type RuntimeBackends = ReadonlyMap<DeployTarget, RuntimeBackend>;

/** An agent's credentials in the clear; they live in memory only. */
export interface AgentSecrets {
  gatewayToken: string;
  sidecarToken: string;
  modelKey: string;
}

/** What the steps of one deployment work with. */
export interface DeploymentContext {
  claim: Claim;
  spec: RuntimeSpec;
  backend: RuntimeBackend;
  handle: RuntimeHandle;
  secrets: AgentSecrets;
  /** Ends when the worker shuts down or the claim is lost. */
  signal: AbortSignal;
}

/** Assembles what a deployment needs from the database and the registered adapters. */
@Injectable()
export class DeploymentContextFactory {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sealedValues: SealedValues,
    @Inject(RUNTIME_BACKENDS) private readonly backends: RuntimeBackends,
  ) {}

  /** @throws DomainError `target_not_configured` when this worker does not serve the agent's target */
  async create(claim: Claim, signal: AbortSignal): Promise<DeploymentContext> {
    const { agent, version, deployment } = claim;
    const backend = this.backends.get(agent.deployTarget);
    if (!backend) {
      throw new DomainError(
        'target_not_configured',
        `This installation no longer serves the target “${agent.deployTarget}”. Enable it again and retry.`,
      );
    }
    const spec: RuntimeSpec = {
      agentId: agent.id,
      workspaceId: agent.workspaceId,
      generation: deployment.generation,
      selection: version.snapshot.selection,
      resources: version.snapshot.resources,
      specHash: specHashOf(version),
    };
    const handle = backend.access.handleFor(agent.id);
    return { claim, spec, backend, handle, secrets: await this.openSecrets(agent.id), signal };
  }

  private async openSecrets(agentId: string): Promise<AgentSecrets> {
    const sealed = await this.dataSource.getRepository(AgentCredential).findOneByOrFail({ agentId });
    const open = (column: string, value: string) =>
      this.sealedValues.open(value, { table: 'agent_credentials', column, rowId: agentId });
    return {
      gatewayToken: open('gateway_token', sealed.gatewayToken),
      sidecarToken: open('sidecar_token', sealed.sidecarToken),
      modelKey: open('model_key', sealed.modelKey),
    };
  }
}

/** Digest of everything that shapes a runtime. */
export function specHashOf({ snapshot }: Pick<AgentVersion, 'snapshot'>): string {
  const { selection, resources } = snapshot;
  const shape = [
    OPENCLAW_VERSION,
    selection.runtimeFamily,
    selection.deployTarget,
    selection.sandboxProfile,
    selection.provider,
    resources.vcpu,
    resources.ramMb,
    resources.diskGb,
  ];
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 32);
}
