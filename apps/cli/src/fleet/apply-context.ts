import { createHash } from 'node:crypto';
import type { Actual } from './actual';
import { folded } from './check-fleet';
import type { DeploymentWatch, WatchedDeployment } from './deployment-watch';
import type { FleetApi } from './fleet-api';
import { DEMO } from './fleet-file';
import { Unfinished } from './outcome';
import type { ProviderKeys } from './provider-keys';

/** How a plan is carried out. */
export interface ApplyOptions {
  /** Whether deployments are waited for. */
  wait: boolean;
  /** Agents that are worked on at the same time. */
  parallel: number;
  /** Agents that are taken away keep their data. */
  keepData: boolean;
  /** Whether providers are tried before they are saved. */
  testProviders: boolean;
  signal: AbortSignal;
}

/** What the actions of one plan share: the API, the names that they resolve, and what they wait for. */
export class ApplyContext {
  private readonly providerIds: Map<string, string>;
  private readonly agentIds: Map<string, string>;

  /** @param runId of this run: its calls repeat each other, those of another run do not */
  constructor(
    readonly api: FleetApi,
    readonly actual: Actual,
    readonly keys: ProviderKeys,
    readonly options: ApplyOptions,
    private readonly watch: DeploymentWatch,
    private readonly runId: string,
  ) {
    this.providerIds = new Map(actual.providers.map(({ name, id }) => [name, id]));
    this.agentIds = new Map(actual.agents.map(({ name, id }) => [folded(name), id]));
  }

  get workspacePath(): string {
    return `/api/workspaces/${this.actual.workspace.id}`;
  }

  /** The key under which a step of an action is asked for, however often its answer is lost. */
  keyOf(actionId: string, step: string): string {
    const digest = createHash('sha256').update([this.runId, actionId, step].join('\0')).digest('hex');
    return `fleet-${digest.slice(0, 40)}`;
  }

  madeProvider(name: string, id: string): void {
    this.providerIds.set(name, id);
  }

  madeAgent(name: string, id: string): void {
    this.agentIds.set(folded(name), id);
  }

  /** @returns the id; null for the built-in demo */
  providerId(name: string): string | null {
    if (name === DEMO) return null;
    const id = this.providerIds.get(name);
    if (id === undefined) throw new Error(`the provider “${name}” is not there: look at what became of it`);
    return id;
  }

  agentId(name: string): string {
    const id = this.agentIds.get(folded(name));
    if (id === undefined) throw new Error(`the agent “${name}” is not there: look at what became of it`);
    return id;
  }

  /**
   * Waits for a deployment, however it ends.
   * @throws Unfinished where nobody is to wait, or the command is to end
   */
  async ended(deployment: WatchedDeployment): Promise<WatchedDeployment> {
    if (!this.options.wait) throw new Unfinished(`its ${deployment.kind} goes on`);
    try {
      return await this.watch.ended(deployment);
    } catch (error) {
      if (this.options.signal.aborted) throw new Unfinished(`its ${deployment.kind} goes on`);
      throw error;
    }
  }

  /**
   * Waits for a deployment that has to end well.
   * @throws Unfinished as above; Error with the reason when it did not
   */
  async succeeded(deployment: WatchedDeployment): Promise<void> {
    const { status, kind, error } = await this.ended(deployment);
    if (status === 'succeeded') return;
    const why = [error?.detail, error?.nextAction].filter((part) => part).join(' ');
    throw new Error(
      `the ${kind} ${status === 'failed' ? 'failed' : 'was cancelled'}${why ? `: ${why}` : ''}`,
    );
  }
}
