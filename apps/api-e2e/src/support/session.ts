import { isDeepStrictEqual } from 'node:util';
import type { AgentStatus, DeploymentKind, DeploymentStatus, StepName, StepState } from '@nora/contracts';
import { liveInstance, type Account, type LiveInstance } from '@nora/testing';
import { ApiClient } from './api-client';
import { Contract } from './contract';
import type { EventStream } from './event-stream';

/** An agent as the API shows it, as far as the tests look. */
export interface AgentView {
  id: string;
  workspaceId: string;
  name: string;
  status: AgentStatus;
  desiredState: string;
  deployTarget: string;
  resources: { vcpu: number; ramMb: number; diskGb: number | null };
  currentVersion: number | null;
  dataKept: boolean;
  allowedOperations: string[];
  activeDeploymentId: string | null;
  runtime: { version: string | null; startedAt: string | null } | null;
}

/** A deployment as the API shows it, as far as the tests look. */
export interface DeploymentView {
  id: string;
  agentId: string;
  kind: DeploymentKind;
  status: DeploymentStatus;
  error: { code: string; detail: string; evidence: string | null } | null;
  steps: {
    position: number;
    name: StepName;
    state: StepState;
    startedAt: string | null;
    finishedAt: string | null;
    message: string | null;
  }[];
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The first deployment of an instance installs the runtime; the others take half a minute. */
export const DEPLOY_TIMEOUT_MS = 600_000;
export const OPERATION_TIMEOUT_MS = 240_000;

/** Two who claim at the same moment; one of them becomes the administrator. */
export const CLAIMANTS: [Account, Account] = [
  { name: 'Ada', email: 'ada@example.test', password: 'seven calm turbines hum' },
  { name: 'Grace', email: 'grace@example.test', password: 'nine quiet compilers sing' },
];

/** Somebody signed in, with their workspace and their event stream. */
export class Session {
  private constructor(
    readonly instance: LiveInstance,
    readonly client: ApiClient,
    readonly workspaceId: string,
    readonly stream: EventStream,
  ) {}

  /** Signs in as the administrator, and claims the instance when nobody has yet. */
  static async ofAdministrator(): Promise<Session> {
    const instance = liveInstance();
    const client = await anonymous(instance);
    const { needsFirstAdmin } = await client.expect<{ needsFirstAdmin: boolean }>(
      200,
      'GET',
      '/api/auth/bootstrap',
    );
    if (needsFirstAdmin) {
      const body = { ...CLAIMANTS[0], claimToken: instance.claimToken };
      await client.expect(201, 'POST', '/api/auth/claim', { body });
      return Session.open(instance, client);
    }
    for (const { email, password } of CLAIMANTS) {
      const { status } = await client.call('POST', '/api/auth/login', { body: { email, password } });
      if (status === 200) return Session.open(instance, client);
    }
    throw new Error('this instance was claimed by somebody else: the suite needs one of its own');
  }

  static async of({ email, password }: Account): Promise<Session> {
    const instance = liveInstance();
    const client = await anonymous(instance);
    await client.expect(200, 'POST', '/api/auth/login', { body: { email, password } });
    return Session.open(instance, client);
  }

  private static async open(instance: LiveInstance, client: ApiClient): Promise<Session> {
    const { items } = await client.expect<Page<{ id: string; personal: boolean }>>(
      200,
      'GET',
      '/api/workspaces',
    );
    const own = items.find(({ personal }) => personal);
    if (own === undefined) throw new Error('the account has no workspace of its own');
    return new Session(instance, client, own.id, await client.stream('GET', '/api/events/stream'));
  }

  /** The body of a request for a new agent on the target under test. */
  newAgent(name: string): Record<string, unknown> {
    return {
      name,
      runtimeFamily: 'openclaw',
      deployTarget: this.instance.target,
      sandboxProfile: 'standard',
      provider: 'demo',
      // No limit for the disk: not every engine has one.
      resources: { vcpu: 2, ramMb: 2048 },
    };
  }

  async create(name: string): Promise<{ agent: AgentView; deployment: DeploymentView }> {
    return this.client.expect(202, 'POST', '/api/workspaces/{workspaceId}/agents', {
      params: { workspaceId: this.workspaceId },
      body: this.newAgent(name),
    });
  }

  /** The running agent of this name; it is deployed when there is none. */
  async runningAgent(name: string): Promise<AgentView> {
    const { items } = await this.agents();
    const found = items.find((agent) => agent.name === name && agent.status === 'running');
    if (found) return found;
    const { agent, deployment } = await this.create(name);
    await this.succeeded(deployment.id, DEPLOY_TIMEOUT_MS);
    return this.agent(agent.id);
  }

  agents(query: Record<string, string> = {}): Promise<Page<AgentView>> {
    return this.client.expect(200, 'GET', '/api/workspaces/{workspaceId}/agents', {
      params: { workspaceId: this.workspaceId },
      query,
    });
  }

  agent(agentId: string): Promise<AgentView> {
    return this.client.expect(200, 'GET', '/api/agents/{agentId}', { params: { agentId } });
  }

  deployment(deploymentId: string): Promise<DeploymentView> {
    return this.client.expect(200, 'GET', '/api/deployments/{deploymentId}', { params: { deploymentId } });
  }

  /** Asks for an operation and returns its deployment. */
  async operate(
    agentId: string,
    kind: 'start' | 'stop' | 'restart' | 'redeploy' | 'delete',
  ): Promise<DeploymentView> {
    const params = { agentId };
    const { deployment } = await (kind === 'delete'
      ? this.client.expect<{ deployment: DeploymentView }>(202, 'DELETE', '/api/agents/{agentId}', { params })
      : this.client.expect<{ deployment: DeploymentView }>(202, 'POST', `/api/agents/{agentId}/${kind}`, {
          params,
        }));
    return deployment;
  }

  /** Waits, on the event stream, until a deployment has ended, however. */
  async ended(deploymentId: string, timeoutMs = OPERATION_TIMEOUT_MS): Promise<DeploymentView> {
    await this.stream.waitFor(
      `the end of deployment ${deploymentId}`,
      ({ event, data }) =>
        event === 'deployment.status-changed' &&
        holds(data, { deploymentId }) &&
        ['succeeded', 'failed', 'cancelled'].includes((data as { status: string }).status),
      timeoutMs,
    );
    return this.deployment(deploymentId);
  }

  /** The same of one that has to end well. */
  async succeeded(deploymentId: string, timeoutMs = OPERATION_TIMEOUT_MS): Promise<DeploymentView> {
    const deployment = await this.ended(deploymentId, timeoutMs);
    if (deployment.status !== 'succeeded') {
      throw new Error(
        `the ${deployment.kind} ${deployment.status}: ${JSON.stringify(deployment.error, null, 2)}`,
      );
    }
    return deployment;
  }

  /** Carries an operation through to its end. */
  async carryOut(
    agentId: string,
    kind: 'start' | 'stop' | 'restart' | 'redeploy' | 'delete',
  ): Promise<DeploymentView> {
    const { id } = await this.operate(agentId, kind);
    return this.succeeded(id);
  }

  /** Deletes the agents of the given names, whatever became of them. */
  async removeAgents(...names: string[]): Promise<void> {
    for (const agent of (await this.agents()).items.filter(({ name }) => names.includes(name))) {
      if (agent.activeDeploymentId !== null)
        await this.succeeded(agent.activeDeploymentId).catch(() => undefined);
      await this.carryOut(agent.id, 'delete');
    }
  }

  async close(): Promise<void> {
    await this.stream.close();
  }
}

/** A client without a session. */
export async function anonymous(instance: LiveInstance): Promise<ApiClient> {
  return new ApiClient(instance.url, await Contract.of(instance.url));
}

/** Whether a value has the given members. */
export function holds(value: unknown, members: Record<string, unknown>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  return Object.entries(members).every(([name, expected]) => isDeepStrictEqual(record[name], expected));
}
