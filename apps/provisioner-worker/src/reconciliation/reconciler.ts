import { isDeepStrictEqual } from 'node:util';
import { DomainError } from '@nora/contracts';
import { Agent, Deployment, Transactions, WORKER_ACTOR, recordAudit, requestDeployment } from '@nora/domain';
import { DeploymentWorkerSettings } from '@nora/config';
import { RecurringTask, type Logger } from '@nora/observability';
import { DeploymentsProducer } from '@nora/queues';
import type { RuntimeBackend, RuntimeHandle } from '@nora/runtime-adapters';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { setAgentStatus } from '../deployments/deployment-claims';
import { endpointsOf } from '../deployments/endpoints';
import { RUNTIME_BACKENDS, type RuntimeBackends } from '../deployments/deployment-context';
import { LOGGER } from '../tokens';

const BATCH = 200;
/** After this many starts on its own account within the window, the worker leaves an agent to its operator. */
const MOST_HEALS = 3;
const HEAL_WINDOW_MINUTES = 10;
const ATTACH_TIMEOUT_MS = 10_000;

/** Looks after the agents that should be running, and starts again what has ended without anybody asking. */
@Injectable()
export class Reconciler implements BeforeApplicationShutdown {
  private readonly task: RecurringTask;

  constructor(
    private readonly transactions: Transactions,
    private readonly producer: DeploymentsProducer,
    settings: DeploymentWorkerSettings,
    @Inject(RUNTIME_BACKENDS) private readonly backends: RuntimeBackends,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const onError = (error: unknown) => this.logger.warn({ error }, 'reconciliation failed; trying again');
    this.task = new RecurringTask(() => this.pass(), settings.reconcileSeconds * 1_000, onError);
  }

  start(): void {
    this.task.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.task.stop();
  }

  /** One look at every agent that should be running and has no deployment in flight. */
  async pass(): Promise<void> {
    for (let after = ''; ;) {
      const agents = await this.agentsAfter(after);
      for (const agent of agents) await this.look(agent);
      if (agents.length < BATCH) return;
      after = agents.at(-1)?.id ?? after;
    }
  }

  private agentsAfter(after: string): Promise<Agent[]> {
    const query = this.transactions.dataSource
      .createQueryBuilder(Agent, 'agent')
      .where(`agent.status IN ('running', 'warning')`)
      .andWhere(`agent.desiredState = 'running'`)
      .andWhere((builder) => {
        const active = builder
          .subQuery()
          .select('1')
          .from(Deployment, 'deployment')
          .where('deployment.agentId = agent.id')
          .andWhere(`deployment.status IN ('queued', 'running')`);
        return `NOT EXISTS ${active.getQuery()}`;
      });
    if (after !== '') query.andWhere('agent.id > :after', { after });
    return query.orderBy('agent.id').limit(BATCH).getMany();
  }

  private async look(agent: Agent): Promise<void> {
    const backend = this.backends.get(agent.deployTarget);
    if (!backend) return;
    try {
      const handle = backend.access.handleFor(agent.id);
      const { state, exitCode } = await backend.access.inspect(handle);
      if (state === 'running') await this.keepReachable(agent, backend, handle);
      else await this.heal(agent, exitCode);
    } catch (error) {
      this.logger.warn({ agentId: agent.id, error }, 'agent could not be looked at');
    }
  }

  /** A backend that restarted a runtime may serve it on other ports than were recorded. */
  private async keepReachable(agent: Agent, backend: RuntimeBackend, handle: RuntimeHandle): Promise<void> {
    await backend.provisioner.attach(handle, AbortSignal.timeout(ATTACH_TIMEOUT_MS));
    const endpoints = await endpointsOf(backend.access, handle);
    if (isDeepStrictEqual(endpoints, agent.endpoints)) return;
    this.logger.info({ agentId: agent.id, endpoints }, 'runtime is served elsewhere now');
    const { id, generation } = agent;
    await this.transactions.dataSource.getRepository(Agent).update({ id, generation }, { endpoints });
  }

  private async heal(agent: Agent, exitCode: number | null): Promise<void> {
    const reason = `The runtime ended without being asked to (exit code ${exitCode ?? 'unknown'}).`;
    if ((await this.recentHeals(agent.id)) >= MOST_HEALS) {
      await this.giveUp(agent, `${reason} It was started ${MOST_HEALS} times without lasting success.`);
      return;
    }
    try {
      const { deployment } = await this.transactions.run((manager, events) =>
        requestDeployment(manager, events, {
          workspaceId: agent.workspaceId,
          agentId: agent.id,
          kind: 'restart',
          actor: WORKER_ACTOR,
        }),
      );
      this.logger.info(
        { agentId: agent.id, deploymentId: deployment.id, exitCode },
        'runtime is gone: starting it',
      );
      await this.producer.ensure(deployment);
    } catch (error) {
      // Somebody else's operation came first: it decides what becomes of the agent.
      if (!(error instanceof DomainError)) throw error;
    }
  }

  private recentHeals(agentId: string): Promise<number> {
    return this.transactions.dataSource
      .createQueryBuilder(Deployment, 'deployment')
      .where({ agentId, kind: 'restart' })
      .andWhere('deployment.requestedById IS NULL')
      .andWhere(`deployment.createdAt > now() - interval '${HEAL_WINDOW_MINUTES} minutes'`)
      .getCount();
  }

  private async giveUp(agent: Agent, reason: string): Promise<void> {
    await this.transactions.run(async (manager, events) => {
      const current = await manager.findOne(Agent, {
        where: { id: agent.id, generation: agent.generation, status: agent.status },
        lock: { mode: 'pessimistic_write' },
      });
      if (!current) return;
      await setAgentStatus(manager, events, current, 'failed', reason);
      await recordAudit(manager, {
        actor: WORKER_ACTOR,
        action: 'agent.give-up',
        resourceType: 'agent',
        resourceId: agent.id,
        workspaceId: agent.workspaceId,
        details: { reason },
      });
    });
  }
}
