import { randomUUID } from 'node:crypto';
import { DeploymentWorkerSettings, RuntimeSettings, readSettings } from '@nora/config';
import type { AgentOperation, DeploymentOptions, ModelDelivery, StepName } from '@nora/contracts';
import { FixedKeyRing, SealedValues, hashToken, newEncryptionKey, randomToken } from '@nora/crypto';
import {
  Agent,
  AgentModel,
  AgentSecret,
  Deployment,
  DeploymentStep,
  ModelProvider,
  Transactions,
  User,
  WORKER_ACTOR,
  Workspace,
  createAgent,
  lockAgent,
  requestDeployment,
  sealContext,
  wantRedeploy,
  type AuditActor,
  type NewAgent,
} from '@nora/domain';
import { EngineMetrics, Metrics, createLogger } from '@nora/observability';
import type { WorkOutcome, WorkProducer } from '@nora/queues';
import { SimulatedBackend } from '@nora/runtime-adapters/simulated';
import { createTestDatabase, type TestDatabase } from '@nora/testing';
import { AgentSecretsReader } from '../deployments/agent-secrets';
import { DeploymentClaims } from '../deployments/deployment-claims';
import { DeploymentContextFactory } from '../deployments/deployment-context';
import { DeploymentExecutor } from '../deployments/deployment-executor';
import { DeploymentSettlement } from '../deployments/deployment-settlement';
import { DeploymentSteps } from '../deployments/deployment-steps';
import { FirstQuestion } from '../deployments/first-question';
import { ModelSilence } from '../deployments/model-silence';
import { RuntimeProbe } from '../deployments/runtime-probe';
import { CrashEvidence } from '../reconciliation/crash-evidence';
import { Healing } from '../reconciliation/healing';
import { Orphans } from '../reconciliation/orphans';
import { ReconciledAgents } from '../reconciliation/reconciled-agents';
import { Reconciler } from '../reconciliation/reconciler';
import { ReconcilerLease } from '../reconciliation/reconciler-lease';

/** Answers as a healthy runtime does, unless told otherwise. */
export class ScriptedProbe extends RuntimeProbe {
  failTurn: Error | null = null;

  ready = true;

  override gatewayState = () => Promise.resolve(this.ready ? ('ready' as const) : ('starting' as const));

  override turn(): Promise<string> {
    return this.failTurn ? Promise.reject(this.failTurn) : Promise.resolve('ready');
  }
}

/** Who asks in tests. */
export const ACTOR: AuditActor = {
  ...WORKER_ACTOR,
  type: 'user',
  id: randomUUID(),
  correlationId: 'c-1',
};

/** The engine on a real PostgreSQL and a simulated backend. */
export class EngineHarness {
  readonly backend = new SimulatedBackend('process');
  readonly probe = new ScriptedProbe();
  readonly metrics = new EngineMetrics(new Metrics('test'));
  readonly logger = createLogger('test', 'silent');
  readonly workerSettings: DeploymentWorkerSettings;
  readonly transactions: Transactions;
  readonly claims: DeploymentClaims;
  readonly executor: DeploymentExecutor;
  readonly backends = new Map([['process' as const, this.backend]]);
  readonly secrets: AgentSecretsReader;
  readonly sealed = new SealedValues(new FixedKeyRing(newEncryptionKey()));

  private constructor(readonly database: TestDatabase) {
    const [worker, runtime] = readSettings<[DeploymentWorkerSettings, RuntimeSettings]>(
      {
        NORA_INSTALLATION_ID: 'test',
        NORA_DATA_DIR: '/nowhere',
        RECONCILE_SECONDS: '2',
        DEPLOYMENT_LEASE_SECONDS: '5',
        RECONCILE_MOST_HEALS: '3',
        ORPHAN_GRACE_SECONDS: '0',
      },
      DeploymentWorkerSettings,
      RuntimeSettings,
    );
    this.workerSettings = worker;
    this.transactions = new Transactions(database.dataSource, () => undefined);
    this.claims = new DeploymentClaims(this.transactions, worker);
    this.secrets = new AgentSecretsReader(database.dataSource, this.sealed);
    this.executor = new DeploymentExecutor(
      this.claims,
      new DeploymentContextFactory(database.dataSource, this.secrets, this.backends),
      new DeploymentSteps(
        runtime,
        this.probe,
        new FirstQuestion(this.probe, new ModelSilence(database.dataSource)),
      ),
      new DeploymentSettlement(this.claims, runtime, this.logger),
      runtime,
      this.metrics,
    );
  }

  /** A reconciler of its own, as in a worker that has just started. */
  newReconciler(producer: WorkProducer<'deployments'>): Reconciler {
    const { dataSource } = this.database;
    const agents = new ReconciledAgents(dataSource);
    const evidence = new CrashEvidence(this.secrets);
    const { transactions, workerSettings, logger } = this;
    return new Reconciler(
      transactions,
      agents,
      new Healing(transactions, workerSettings, evidence, this.metrics, producer, logger),
      new Orphans(agents, transactions, workerSettings, logger),
      new ReconcilerLease(dataSource),
      workerSettings,
      this.metrics,
      this.backends,
      logger,
    );
  }

  static async create(): Promise<EngineHarness> {
    const database = await createTestDatabase();
    const { manager } = database.dataSource;
    await manager.insert(User, {
      ...new User(),
      id: ACTOR.id!,
      email: 'a@example.org',
      name: 'A',
      passwordHash: '-',
    });
    return new EngineHarness(database);
  }

  async workspace(): Promise<Workspace> {
    const { manager } = this.database.dataSource;
    const slug = `w-${randomUUID()}`;
    return manager.save(manager.create(Workspace, { name: slug, slug, createdById: null }));
  }

  /** A new agent in a workspace of its own, its first deployment queued. */
  async newAgent(
    source?: NewAgent['source'],
    workspaceOf?: string,
  ): Promise<{ agent: Agent; deployment: Deployment }> {
    const workspaceId = workspaceOf ?? (await this.workspace()).id;
    const id = randomUUID();
    const seal = (column: string) =>
      this.sealed.seal(randomToken(), { table: 'agent_credentials', column, rowId: id });
    return this.transactions.run((manager, events) =>
      createAgent(manager, events, {
        id,
        workspaceId,
        name: `Ada ${id}`,
        ...(source ? { source } : {}),
        selection: {
          runtimeFamily: 'openclaw',
          deployTarget: 'process',
          sandboxProfile: 'standard',
        },
        resources: { vcpu: 1, ramMb: 1024, diskGb: null },
        credentials: {
          gatewayToken: seal('gateway_token'),
          sidecarToken: seal('sidecar_token'),
          modelKey: seal('model_key'),
          modelKeyHash: hashToken(randomToken(), 'k', 'model-key'),
        },
        actor: ACTOR,
      }),
    );
  }

  /** Gives an agent a variable, as the API does. */
  async give({ id: agentId, workspaceId }: Agent, name: string, value: string): Promise<void> {
    await this.transactions.run(async (manager, events) => {
      await lockAgent(manager, workspaceId, agentId);
      const secret = manager.create(AgentSecret, { agentId, name, changedById: null });
      const sealed = this.sealed.seal(value, sealContext(AgentSecret, 'value', secret.id));
      await manager.insert(AgentSecret, { ...secret, value: sealed });
      await wantRedeploy(manager, events, [agentId]);
    });
  }

  /** Binds an agent to a model of a provider of its own, as the API does. */
  async bind({ id: agentId, workspaceId }: Agent, key: string, delivery: ModelDelivery): Promise<void> {
    const { manager } = this.database.dataSource;
    const provider = manager.create(ModelProvider, {
      ...{ workspaceId, name: randomUUID(), kind: 'openai-compatible', defaultModel: 'big' },
      ...{ baseUrl: 'http://models.example/v1', keyHint: null, keyChangedAt: null, createdById: null },
      ...{ testedAt: null, testFault: null },
    });
    const apiKey = this.sealed.seal(key, sealContext(ModelProvider, 'apiKey', provider.id));
    await manager.insert(ModelProvider, { ...provider, apiKey });
    await manager.update(AgentModel, { agentId }, { providerId: provider.id, model: 'big', delivery });
  }

  /** Takes up and carries out a deployment, as the consumer does. */
  async run(deploymentId: string, signal = new AbortController().signal): Promise<WorkOutcome | null> {
    const claim = await this.claims.claim(deploymentId);
    return claim && this.executor.execute(claim, signal);
  }

  async runningAgent(): Promise<Agent> {
    const { agent, deployment } = await this.newAgent();
    await this.run(deployment.id);
    return this.agent(agent.id);
  }

  async request(agent: Agent, kind: AgentOperation, options: DeploymentOptions = {}): Promise<Deployment> {
    const { id: agentId, workspaceId } = agent;
    const { deployment } = await this.transactions.run((manager, events) =>
      requestDeployment(manager, events, { workspaceId, agentId, kind, actor: ACTOR, options }),
    );
    return deployment;
  }

  agent = (id: string) => this.database.dataSource.manager.findOneByOrFail(Agent, { id });

  deployment = (id: string) => this.database.dataSource.manager.findOneByOrFail(Deployment, { id });

  async steps(deploymentId: string): Promise<string[]> {
    const { manager } = this.database.dataSource;
    const steps = await manager.find(DeploymentStep, { where: { deploymentId }, order: { position: 'ASC' } });
    return steps.map(({ name, state }) => `${name}:${state}`);
  }

  /** Makes a deployment that waits for its back-off due at once. */
  async skipBackoff(deploymentId: string): Promise<void> {
    await this.database.dataSource.manager.update(Deployment, deploymentId, { notBefore: null });
  }

  /** Resolves a moment after a step of the deployment has begun. */
  async untilStepRuns(deploymentId: string, name: StepName): Promise<void> {
    while (!(await this.steps(deploymentId)).includes(`${name}:running`)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Lets a lease end, as if its worker had fallen silent. */
  async expireLease(deploymentId: string): Promise<void> {
    const leaseUntil = new Date(Date.now() - 1_000);
    await this.database.dataSource.manager.update(Deployment, deploymentId, { leaseUntil });
  }
}
