import { DomainError, type Drift, type DriftEventPayload } from '@nora/contracts';
import { DeploymentWorkerSettings } from '@nora/config';
import {
  Agent,
  Deployment,
  Transactions,
  WORKER_ACTOR,
  currentVersion,
  insertDeployment,
  recordAudit,
  requestDeployment,
  type EventLog,
} from '@nora/domain';
import { EngineMetrics, type DriftAction, type Logger } from '@nora/observability';
import type { WorkProducer } from '@nora/queues';
import type { RuntimeBackend, RuntimeHandle } from '@nora/runtime-adapters';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { setAgentStatus } from '../deployments/deployment-claims';
import { DEPLOYMENTS_PRODUCER, LOGGER } from '../tokens';
import { CrashEvidence } from './crash-evidence';
import { sameDrift, type Difference } from './drift';

const FIRST_BACKOFF_MS = 5_000;
const LONGEST_BACKOFF_MS = 300_000;
const STOP_MS = 10_000;

/** Differences with which an agent does not serve any more. */
const OUTAGES: ReadonlySet<Drift['kind']> = new Set([
  'runtime-missing',
  'runtime-exited',
  'runtime-paused',
  'storage-missing',
]);

/** An agent found to differ from its record, by whom it can be looked at. */
export interface Finding {
  agent: Agent;
  backend: RuntimeBackend;
  handle: RuntimeHandle;
  differences: Difference[];
  exitCode: number | null;
}

/** Does what an agent's drift policy says about what differs. */
@Injectable()
export class Healing {
  constructor(
    private readonly transactions: Transactions,
    private readonly settings: DeploymentWorkerSettings,
    private readonly evidence: CrashEvidence,
    private readonly metrics: EngineMetrics,
    @Inject(DEPLOYMENTS_PRODUCER) private readonly producer: WorkProducer<'deployments'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws never for an operation that came first: it decides what becomes of the agent */
  async act(finding: Finding): Promise<void> {
    try {
      await this.decide(finding);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }

  private async decide(finding: Finding): Promise<void> {
    const { agent, differences } = finding;
    const outage = differences.find(({ kind }) => OUTAGES.has(kind));
    if (agent.driftPolicy === 'ignore') {
      // What does not serve is never called running, whatever the policy.
      if (outage) await this.flag(finding, outage.detail);
      return;
    }
    if (differences.some(({ kind }) => kind === 'storage-missing')) {
      await this.giveUp(finding, 'storage_missing', STORAGE_ACTION);
    } else if (agent.driftPolicy === 'alert') {
      await this.flag(finding, outage?.detail ?? null);
    } else {
      await this.heal(finding);
    }
  }

  private async heal(finding: Finding): Promise<void> {
    const { agent, differences } = finding;
    const reason = detailOf(differences);
    const heals = await this.recentHeals(agent.id);
    if (heals >= this.settings.mostHeals) {
      await this.giveUp(finding, 'crash_loop', CRASH_ACTION);
      return;
    }
    const wait = heals === 0 ? 0 : Math.min(FIRST_BACKOFF_MS * 2 ** (heals - 1), LONGEST_BACKOFF_MS);
    const { deployment } = await this.transactions.run(async (manager, events) => {
      const made = await requestDeployment(manager, events, {
        ...{ workspaceId: agent.workspaceId, agentId: agent.id, kind: 'heal', actor: WORKER_ACTOR, reason },
        ...(wait > 0 ? { notBefore: new Date(Date.now() + wait) } : {}),
      });
      await noteDrift(manager, events, made.agent, differences, 'healing', made.deployment.id);
      await setAgentStatus(manager, events, made.agent, 'warning', healingReason(reason, wait, heals));
      return made;
    });
    this.count(finding, 'healed');
    this.logger.info({ agentId: agent.id, deploymentId: deployment.id, reason, wait }, 'healing an agent');
    await this.producer.ensure(deployment);
  }

  /** Tells of what differs; once, until something else differs. */
  private async flag(finding: Finding, outage: string | null): Promise<void> {
    const { agent, differences } = finding;
    if (agent.drift && sameDrift(agent.drift, differences)) return;
    this.count(finding, 'alerted');
    await this.transactions.run(async (manager, events) => {
      const current = await lockUnchanged(manager, agent);
      await noteDrift(manager, events, current, differences, 'flagged', null);
      const reason = detailOf(differences);
      await setAgentStatus(manager, events, current, outage === null ? 'warning' : 'failed', reason);
    });
  }

  /** Counts a restart by the backend itself as a repair: one that goes on for ever is a crash loop too. */
  async noteRestarts(finding: Finding): Promise<void> {
    try {
      if ((await this.recentHeals(finding.agent.id)) >= this.settings.mostHeals) {
        await this.giveUp(finding, 'crash_loop', CRASH_ACTION);
        return;
      }
      await this.transactions.run(async (manager, events) => {
        const current = await lockUnchanged(manager, finding.agent);
        await insertEnded(manager, events, current, detailOf(finding.differences), { status: 'succeeded' });
      });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }

  /** Leaves an agent to its operator, with what shows the cause and a way out. */
  private async giveUp(finding: Finding, code: string, nextAction: string): Promise<void> {
    const { agent, differences, backend, handle, exitCode } = finding;
    const shown =
      code === 'storage_missing'
        ? storageEvidence(finding)
        : await this.evidence.collect(agent, backend, handle);
    const detail = detailOf(differences);
    const reason =
      code === 'crash_loop' ? `${detail} It was started ${this.settings.mostHeals} times in vain.` : detail;
    await this.transactions.run(async (manager, events) => {
      const current = await lockUnchanged(manager, agent);
      const deployment = await insertEnded(manager, events, current, detail, {
        ...{ status: 'failed', exitCode, nextAction, errorCode: code, errorDetail: reason, evidence: shown },
      });
      await noteDrift(manager, events, current, differences, 'gave-up', deployment.id);
      await setAgentStatus(manager, events, current, 'failed', reason);
      await recordAudit(manager, {
        ...{ actor: WORKER_ACTOR, action: 'agent.give-up', resourceType: 'agent', resourceId: agent.id },
        ...{
          workspaceId: agent.workspaceId,
          details: { errorCode: code, reason, deploymentId: deployment.id },
        },
      });
    });
    this.count(finding, 'failed');
    this.logger.warn({ agentId: agent.id, code, reason }, 'gave up on an agent');
    // The backend may go on restarting it by itself, which helps nobody now.
    await backend.provisioner
      .stop(handle, STOP_MS, AbortSignal.timeout(2 * STOP_MS))
      .catch((error: unknown) => {
        this.logger.warn({ agentId: agent.id, error }, 'a runtime that was given up could not be stopped');
      });
  }

  private count({ differences }: Finding, action: DriftAction): void {
    for (const { kind } of differences) this.metrics.driftFound({ kind, action });
  }

  private recentHeals(agentId: string): Promise<number> {
    return (
      this.transactions.dataSource
        .createQueryBuilder(Deployment, 'deployment')
        .where({ agentId, kind: 'heal' })
        .andWhere(`deployment.createdAt > now() - make_interval(mins => :minutes)`, {
          minutes: this.settings.healWindowMinutes,
        })
        // What a person did since then begins the count anew.
        .andWhere(
          `NOT EXISTS (SELECT 1 FROM deployments later
           WHERE later.agent_id = deployment.agent_id AND later.kind <> 'heal' AND later.id > deployment.id)`,
        )
        .getCount()
    );
  }
}

const CRASH_ACTION =
  'Read the log below for the cause, give it more memory if it ran out, then start it again.';
const STORAGE_ACTION =
  'Put the storage back from a copy of your own and start the agent, or redeploy it with empty storage: what it knew is lost then.';

const detailOf = (differences: Difference[]): string => differences.map(({ detail }) => detail).join(' ');

/** Writes a repair that has ended already, as part of the agent's history. */
async function insertEnded(
  manager: EntityManager,
  events: EventLog,
  agent: Agent,
  reason: string,
  ending: Partial<Deployment>,
): Promise<Deployment> {
  const { status, statusReason, desiredState } = agent;
  const deployment = await insertDeployment(manager, events, agent, {
    ...{
      versionId: (await currentVersion(manager, agent)).id,
      kind: 'heal',
      actor: WORKER_ACTOR,
      options: {},
    },
    ...{ before: { status, statusReason, desiredState }, reason, notBefore: null },
  });
  Object.assign(deployment, { startedAt: new Date(), finishedAt: new Date() }, ending);
  await manager.save(Deployment, deployment);
  await events.deploymentChanged(deployment, 'deployment.status-changed');
  return deployment;
}

function storageEvidence({ agent, handle }: Finding): string {
  const since = agent.storageCreatedAt?.toISOString() ?? 'unknown';
  return `Target ${agent.deployTarget}: no storage is left under ${handle.id}. It was first made ${since}.`;
}

function healingReason(reason: string, wait: number, heals: number): string {
  if (wait === 0) return `${reason} It is being put right.`;
  return `${reason} It is started again in ${Math.round(wait / 1_000)} s, for the ${heals + 1}th time.`;
}

/** The agent's row, locked; it must be as it was when its runtime was looked at. */
async function lockUnchanged(manager: EntityManager, { id, generation, status }: Agent): Promise<Agent> {
  const current = await manager.findOne(Agent, {
    where: { id, generation, status },
    lock: { mode: 'pessimistic_write' },
  });
  if (!current) throw new DomainError('conflict', 'The agent changed meanwhile.');
  return current;
}

async function noteDrift(
  manager: EntityManager,
  events: EventLog,
  agent: Agent,
  differences: Difference[],
  action: DriftEventPayload['action'],
  deploymentId: string | null,
): Promise<void> {
  const seenAt = new Date().toISOString();
  agent.drift = differences.map(({ kind, detail }) => ({ kind, detail, seenAt }));
  await manager.save(Agent, agent);
  await events.record(agent.workspaceId, 'agent.drift-changed', {
    ...{ agentId: agent.id, drift: agent.drift, action, deploymentId },
  });
}
