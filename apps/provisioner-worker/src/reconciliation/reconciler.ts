import { isDeepStrictEqual } from 'node:util';
import type { Drift } from '@nora/contracts';
import { DeploymentWorkerSettings } from '@nora/config';
import { Agent, Transactions } from '@nora/domain';
import { EngineMetrics, RecurringTask, type Logger } from '@nora/observability';
import type { ObservedRuntime } from '@nora/runtime-adapters';
import type { DeployTarget } from '@nora/runtime-contract';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { clearDrift } from '../deployments/agent-outcomes';
import { setAgentStatus } from '../deployments/deployment-claims';
import { RUNTIME_BACKENDS, type RuntimeBackends } from '../deployments/deployment-context';
import { endpointsOf } from '../deployments/endpoints';
import { LOGGER } from '../tokens';
import { differencesOf } from './drift';
import { Healing, type Finding } from './healing';
import { Orphans } from './orphans';
import { ReconciledAgents } from './reconciled-agents';
import { ReconcilerLease } from './reconciler-lease';

const ATTACH_MS = 10_000;
const LIST_MS = 60_000;
const AT_ONCE = 8;

/** What one pass did. */
export interface PassResult {
  /** Agents compared with their runtimes. */
  compared: number;
  /** Agents that were looked at one by one, because something differed. */
  suspects: number;
  orphansRemoved: number;
}

/** Compares every agent with its runtime, on a timer and when a backend says that something changed. */
@Injectable()
export class Reconciler implements BeforeApplicationShutdown {
  private readonly task: RecurringTask;
  /** Runtimes are made reachable once by every worker that starts: it may have another address than its predecessor. */
  private attached = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly agents: ReconciledAgents,
    private readonly healing: Healing,
    private readonly orphans: Orphans,
    private readonly lease: ReconcilerLease,
    settings: DeploymentWorkerSettings,
    private readonly metrics: EngineMetrics,
    @Inject(RUNTIME_BACKENDS) private readonly backends: RuntimeBackends,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const onError = (error: unknown) => this.logger.warn({ error }, 'reconciliation failed; trying again');
    // It outlives the pause between two passes; a worker that dies holds them up no longer than its deployments.
    const leaseSeconds = Math.max(settings.leaseSeconds, 2 * settings.reconcileSeconds);
    const pass = () => this.lease.during(leaseSeconds, () => this.pass());
    this.task = new RecurringTask(pass, settings.reconcileSeconds * 1_000, onError);
  }

  start(): void {
    this.task.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task.stop();
    await this.lease.release();
  }

  /** Compares all agents with all runtimes: one list of each backend, and the agents some at a time. */
  async pass(): Promise<PassResult> {
    const begun = performance.now();
    const observed = await this.observe();
    const suspects: string[] = [];
    let compared = 0;
    for await (const batch of this.agents.batches()) {
      const calm: Agent[] = [];
      for (const agent of batch) {
        const runtimes = observed.get(agent.deployTarget);
        // A backend that does not answer says nothing about its runtimes.
        if (!runtimes) continue;
        compared += 1;
        const found = runtimes.get(agent.id);
        runtimes.delete(agent.id);
        if (this.isSuspect(agent, found)) suspects.push(agent.id);
        else if (!this.attached && serves(agent) && found?.state === 'running') calm.push(agent);
      }
      await inParallel(calm, AT_ONCE, async (agent) => {
        if (!(await this.isReachable(agent))) suspects.push(agent.id);
      });
    }
    await inParallel(suspects, AT_ONCE, (agentId) => this.look(agentId));
    let orphansRemoved = 0;
    for (const [target, rest] of observed) {
      const backend = this.backends.get(target);
      if (backend) orphansRemoved += await this.orphans.remove(backend, [...rest.values()]);
    }
    this.attached = true;
    this.metrics.reconcilePassEnded((performance.now() - begun) / 1_000, compared);
    return { compared, suspects: suspects.length, orphansRemoved };
  }

  /** Looks at one agent and acts on what differs; a difference seen in a list may be over by then. */
  async look(agentId: string): Promise<void> {
    try {
      const agent = await this.agents.find(agentId);
      const backend = agent && this.backends.get(agent.deployTarget);
      if (!backend) return;
      const handle = backend.access.handleFor(agent.id);
      const observed = await backend.access.inspect(handle);
      if (isStuck(agent)) {
        await this.unstick(agent);
        return;
      }
      const finding = { agent, backend, handle, exitCode: observed.exitCode };
      const differences = differencesOf(agent, observed);
      if (differences.length > 0) {
        await this.healing.act({ ...finding, differences });
        return;
      }
      if (agent.drift !== null) await this.clear(agent);
      if (serves(agent) && observed.state === 'running') await this.keepReachable(finding, observed);
    } catch (error) {
      this.logger.warn({ agentId, error }, 'agent could not be looked at');
    }
  }

  private async observe(): Promise<Map<DeployTarget, Map<string, ObservedRuntime>>> {
    const all = new Map<DeployTarget, Map<string, ObservedRuntime>>();
    for (const [target, { provisioner }] of this.backends) {
      try {
        const runtimes = new Map<string, ObservedRuntime>();
        for await (const one of provisioner.list(AbortSignal.timeout(LIST_MS))) {
          runtimes.set(one.handle.agentId, one);
        }
        all.set(target, runtimes);
      } catch (error) {
        this.logger.warn({ target, error }, 'a target does not list its runtimes');
      }
    }
    return all;
  }

  private isSuspect(agent: Agent, found: ObservedRuntime | undefined): boolean {
    if (isStuck(agent)) return true;
    if (!found) return agent.status !== 'failed' && (serves(agent) || agent.storageCreatedAt !== null);
    if (differencesOf(agent, found).length > 0 || (agent.drift !== null && agent.status !== 'failed'))
      return true;
    if (!serves(agent) || found.state !== 'running') return false;
    const recorded = agent.runtime?.startedAt;
    return (recorded ?? null) !== (found.startedAt?.toISOString() ?? null);
  }

  /** Makes a runtime reachable from here, and says whether it is where it was recorded. Asks the target alone. */
  private async isReachable({ id, deployTarget, endpoints }: Agent): Promise<boolean> {
    const backend = this.backends.get(deployTarget);
    if (!backend) return true;
    const handle = backend.access.handleFor(id);
    try {
      await backend.provisioner.attach(handle, AbortSignal.timeout(ATTACH_MS));
      // One of its ports is enough: where one has gone, the others have.
      const gateway = await backend.access.endpoint(handle, 'gateway');
      return isDeepStrictEqual(gateway, endpoints?.gateway);
    } catch {
      // What is wrong is found out, and told, by the closer look.
      return false;
    }
  }

  /** A backend that restarted a runtime may serve it on other ports than were recorded. */
  private async keepReachable(
    finding: Omit<Finding, 'differences'>,
    observed: ObservedRuntime,
  ): Promise<void> {
    const { agent, backend, handle } = finding;
    await backend.provisioner.attach(handle, AbortSignal.timeout(ATTACH_MS));
    const endpoints = await endpointsOf(backend.access, handle);
    const restarts = observed.restarts ?? 0;
    const startedAt = observed.startedAt?.toISOString() ?? null;
    const runtime = agent.runtime && { ...agent.runtime, startedAt, restarts };
    if (isDeepStrictEqual([endpoints, runtime], [agent.endpoints, agent.runtime])) return;
    const { id: agentId, generation, workspaceId } = agent;
    const byItself = restarts > (agent.runtime?.restarts ?? 0);
    const detail = byItself
      ? 'The runtime ended without being asked to, and its target started it again.'
      : 'The runtime was restarted outside Nora.';
    const drift: Drift[] = [{ kind: 'runtime-restarted', detail, seenAt: new Date().toISOString() }];
    this.logger.info({ agentId, endpoints, byItself }, detail);
    const noted = await this.transactions.run(async (manager, events) => {
      const current = await manager.findOne(Agent, {
        where: { id: agentId, generation },
        lock: { mode: 'pessimistic_write' },
      });
      if (!current) return false;
      // Another worker may have noted it meanwhile.
      const known = startedAt === (current.runtime?.startedAt ?? null);
      await manager.save(Agent, Object.assign(current, { endpoints, runtime }));
      if (known) return false;
      const action = 'noted' as const;
      await events.record(workspaceId, 'agent.drift-changed', { agentId, drift, action, deploymentId: null });
      return true;
    });
    if (noted && byItself) await this.healing.noteRestarts({ ...finding, differences: drift });
  }

  /** What differed is right again without anybody's doing here. */
  private async clear(agent: Agent): Promise<void> {
    await this.transactions.run(async (manager, events) => {
      const current = await manager.findOne(Agent, {
        where: { id: agent.id, generation: agent.generation },
        lock: { mode: 'pessimistic_write' },
      });
      if (!current?.drift) return;
      await clearDrift(events, current);
      const calm = current.desiredState === 'running' ? 'running' : 'stopped';
      await setAgentStatus(manager, events, current, calm, null);
    });
  }

  /** No deployment is in flight, so nothing would ever end this status. */
  private async unstick(agent: Agent): Promise<void> {
    const reason = `It was left ${agent.status} without a deployment. Start, redeploy or delete it.`;
    await this.transactions.run(async (manager, events) => {
      const { id, generation, status } = agent;
      const current = await manager.findOne(Agent, {
        where: { id, generation, status },
        lock: { mode: 'pessimistic_write' },
      });
      if (current) await setAgentStatus(manager, events, current, 'failed', reason);
    });
  }
}

const serves = ({ status, desiredState }: Agent): boolean =>
  desiredState === 'running' && (status === 'running' || status === 'warning');

const isStuck = ({ status }: Agent): boolean =>
  status === 'queued' || status === 'deploying' || status === 'deleting';

/** Does something for each of many, some at a time. */
async function inParallel<T>(items: T[], atOnce: number, act: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
