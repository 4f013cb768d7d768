import type { ActualAgent } from './actual';
import type { ApplyContext } from './apply-context';
import type { WatchedDeployment } from './deployment-watch';
import type { WantedAgent, WantedBinding } from './fleet-file';
import { Unfinished } from './outcome';
import type { AgentAction } from './plan';

interface WithDeployment {
  deployment: WatchedDeployment | null;
}

/** Makes one agent as it is wanted: changes that hold at once first, then its deployments one after the other. */
export class AgentWork {
  /** A deployment of it that is still to be waited for. */
  private pending: WatchedDeployment | null = null;
  private needsRedeploy = false;
  /** Somebody's deployment that has to end before another is asked for. */
  private before: string | null;

  constructor(
    private readonly context: ApplyContext,
    private readonly action: AgentAction,
  ) {
    this.before = action.actual?.activeDeploymentId ?? null;
  }

  /**
   * @returns what goes on without the command; null when all is done
   * @throws Unfinished when more has to be asked for once that has ended
   */
  async carryOut(): Promise<string | null> {
    const { wanted, actual } = this.action;
    if (wanted === null) await this.remove();
    else if (actual === null) await this.create(wanted);
    else await this.update(wanted, actual);
    const last = this.pending;
    if (last === null) return null;
    if (!this.context.options.wait) return `its ${last.kind} goes on`;
    await this.settled();
    return null;
  }

  private async create(wanted: WantedAgent): Promise<void> {
    const { api, workspacePath } = this.context;
    const { name, runtimeFamily, deployTarget, sandboxProfile, resources, model, driftPolicy, desiredState } =
      wanted;
    const bound = model
      ? { provider: this.context.providerId(model.provider) ?? 'demo', model: model.model }
      : {};
    const { agent, deployment } = await api.call<{ agent: ActualAgent; deployment: WatchedDeployment }>(
      ...(['POST', `${workspacePath}/agents`] as const),
      {
        body: { name, runtimeFamily, deployTarget, sandboxProfile, resources, ...bound },
        idempotencyKey: this.key('create'),
      },
    );
    this.context.madeAgent(name, agent.id);
    this.pending = deployment;
    const more = model && (model.fallbacks?.length || model.delivery === 'direct' || model.loop);
    if (more) await this.bind(agent.id, model);
    if (driftPolicy !== undefined && driftPolicy !== 'heal') await this.change(agent.id, { driftPolicy });
    if (this.needsRedeploy && desiredState !== 'stopped') await this.operate(agent.id, 'redeploy');
    if (desiredState === 'stopped') await this.operate(agent.id, 'stop');
  }

  private async update(wanted: WantedAgent, actual: ActualAgent): Promise<void> {
    const { id } = actual;
    const changed = new Set(this.action.changes.map(({ field }) => field));
    const has = (prefix: string) => [...changed].some((field) => field.startsWith(prefix));
    const { driftPolicy, model, resources, name, desiredState } = wanted;
    if (changed.has('driftPolicy')) await this.change(id, { driftPolicy });
    if (model && has('model.')) await this.bind(id, model);
    const stops = changed.has('desiredState') && desiredState === 'stopped';
    const starts = (changed.has('desiredState') || changed.has('status')) && desiredState === 'running';
    if (stops) await this.operate(id, 'stop');
    if (has('resources.')) await this.change(id, { resources, message: 'From a fleet file' });
    if (changed.has('name')) await this.change(id, { name });
    if (starts) await this.operate(id, 'start');
    const runs = !stops && (desiredState ?? actual.desiredState) === 'running';
    if (this.needsRedeploy && runs && !starts && !has('resources.')) await this.operate(id, 'redeploy');
  }

  private async remove(): Promise<void> {
    const { actual } = this.action;
    if (actual === null) return;
    await this.settled('delete');
    const { api, options } = this.context;
    const { deployment } = await api.call<{ deployment: WatchedDeployment }>(
      'DELETE',
      `/api/agents/${actual.id}`,
      {
        ...(options.keepData ? { query: { keepData: 'true' } } : {}),
        idempotencyKey: this.key('delete'),
      },
    );
    this.pending = deployment;
  }

  /** Holds from the next call of the agent on; the runtime may have to be made anew before it knows. */
  private async bind(agentId: string, wanted: WantedBinding): Promise<void> {
    const { provider, model, fallbacks, delivery, loop } = wanted;
    const choice = (one: { provider: string; model: string }) => ({
      ...{ providerId: this.context.providerId(one.provider), model: one.model },
    });
    const there = this.action.binding?.fallbacks.map(({ providerId, model: of }) => ({
      providerId,
      model: of,
    }));
    const body = {
      ...choice({ provider, model }),
      fallbacks: fallbacks ? fallbacks.map(choice) : (there ?? []),
      ...(delivery === undefined ? {} : { delivery }),
      ...(loop === undefined ? {} : { loop }),
    };
    const bound = await this.context.api.call<{ needsRedeploy: boolean }>(
      'PUT',
      `/api/agents/${agentId}/model`,
      {
        ...{ body, idempotencyKey: this.key('model') },
      },
    );
    this.needsRedeploy = bound.needsRedeploy;
  }

  private async change(agentId: string, body: object): Promise<void> {
    // What needs no deployment needs not wait for one.
    if (!('driftPolicy' in body)) await this.settled('change');
    const { deployment } = await this.context.api.call<WithDeployment>('PATCH', `/api/agents/${agentId}`, {
      ...{ body, idempotencyKey: this.key(Object.keys(body).join()) },
    });
    this.pending = deployment ?? this.pending;
  }

  private async operate(agentId: string, kind: 'start' | 'stop' | 'redeploy'): Promise<void> {
    await this.settled(kind);
    const { deployment } = await this.context.api.call<WithDeployment>(
      'POST',
      `/api/agents/${agentId}/${kind}`,
      {
        idempotencyKey: this.key(kind),
      },
    );
    this.pending = deployment;
  }

  /** @param next what is asked for then */
  private async settled(next?: string): Promise<void> {
    try {
      if (this.before !== null) {
        const path = `/api/deployments/${this.before}`;
        this.before = null;
        await this.context.ended(await this.context.api.call<WatchedDeployment>('GET', path));
      }
      const deployment = this.pending;
      this.pending = null;
      if (deployment !== null) await this.context.succeeded(deployment);
    } catch (error) {
      if (!(error instanceof Unfinished) || next === undefined) throw error;
      throw new Unfinished(`${error.message}; apply again to ${next} it`);
    }
  }

  private key(step: string): string {
    return this.context.keyOf(this.action.id, step);
  }
}
