import { createHash } from 'node:crypto';
import { DomainError, type DeploymentKind } from '@nora/contracts';
import { AgentVersion, Deployment, type Agent } from '@nora/domain';
import type { DeployTarget } from '@nora/runtime-contract';
import type { RuntimeBackend, RuntimeHandle, RuntimeSpec } from '@nora/runtime-adapters';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, IsNull, Not } from 'typeorm';
import { AgentSecretsReader, type AgentSecrets } from './agent-secrets';
import type { Claim } from './deployment-claims';

/** The adapters of this process, by target. */
export const RUNTIME_BACKENDS = Symbol('RUNTIME_BACKENDS');
export type RuntimeBackends = ReadonlyMap<DeployTarget, RuntimeBackend>;

/** What the steps of one deployment work with. */
export interface DeploymentContext {
  claim: Claim;
  spec: RuntimeSpec;
  backend: RuntimeBackend;
  handle: RuntimeHandle;
  /** Null once the agent was deleted; then it can only be removed. */
  secrets: AgentSecrets | null;
  /** Whether a stop is under way, which cannot be taken back: the runtime ends, whoever waits for it. */
  progress: { stopping: boolean };
  /** Ends when the worker shuts down, the claim is lost or somebody cancels. */
  signal: AbortSignal;
}

/** Kinds that go on with what the runtime was made from, instead of what the distribution brings. */
const KEEPING_IMAGE: ReadonlySet<DeploymentKind> = new Set(['start', 'restart', 'heal', 'rename', 'stop']);

/** Assembles what a deployment needs from the database and the registered adapters. */
@Injectable()
export class DeploymentContextFactory {
  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: AgentSecretsReader,
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
    const spec = specOf(agent, version, deployment.generation, await this.imageFor(claim));
    const handle = backend.access.handleFor(agent.id);
    const secrets = await this.secrets.read(agent.id);
    return { claim, spec, backend, handle, secrets, progress: { stopping: false }, signal };
  }

  /**
   * The same, for the runtime that served the agent before this deployment.
   * @returns null when there was none to go back to
   */
  async createForPrevious(
    context: DeploymentContext,
    signal: AbortSignal,
  ): Promise<DeploymentContext | null> {
    const { agent, deployment } = context.claim;
    if (!agent.runtime || !agent.currentVersionId) return null;
    const version = await this.dataSource.manager.findOneByOrFail(AgentVersion, {
      id: agent.currentVersionId,
    });
    const spec = specOf(agent, version, deployment.generation, agent.runtime.image);
    return { ...context, spec, signal };
  }

  /** What to make the runtime from; null for what the distribution brings. */
  private async imageFor({ agent, deployment }: Claim): Promise<string | null> {
    const { rollbackTo } = deployment.options;
    if (rollbackTo) {
      const last = await this.dataSource.manager.findOne(Deployment, {
        where: { agentId: agent.id, agentVersionId: rollbackTo, status: 'succeeded', image: Not(IsNull()) },
        order: { id: 'DESC' },
      });
      return last?.image ?? null;
    }
    return KEEPING_IMAGE.has(deployment.kind) ? (agent.runtime?.image ?? null) : null;
  }
}

function specOf(agent: Agent, version: AgentVersion, generation: number, image: string | null): RuntimeSpec {
  const { selection, resources } = version.snapshot;
  return {
    ...{ agentId: agent.id, workspaceId: agent.workspaceId, generation, selection, resources, image },
    specHash: specHashOf(version),
  };
}

/** Digest of everything that shapes a runtime, what it is made from excepted. */
export function specHashOf({ snapshot }: Pick<AgentVersion, 'snapshot'>): string {
  const { selection, resources } = snapshot;
  const shape = [
    selection.runtimeFamily,
    selection.deployTarget,
    selection.sandboxProfile,
    // Its provider stood here when it was part of a version; digests of runtimes that are there must not change.
    'demo',
    resources.vcpu,
    resources.ramMb,
    resources.diskGb,
  ];
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 32);
}
