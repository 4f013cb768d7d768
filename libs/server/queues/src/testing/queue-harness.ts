import { randomUUID } from 'node:crypto';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import {
  Deployment,
  Transactions,
  WORKER_ACTOR,
  WorkClaims,
  Workspace,
  createAgent,
  type WaitingWork,
} from '@nora/domain';
import { createLogger } from '@nora/observability';
import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { createProducerRedis, createRedis } from '../redis';
import { WorkConsumer } from '../work-consumer';
import { DeploymentsProducer } from '../work-producer';
import type { WorkOutcome, WorkSource } from '../work-source';
import { WorkSweep } from '../work-sweep';

export const LEASE_SECONDS = 1;

export interface TestClaim {
  id: string;
  workspaceId: string;
  token: string;
}

type CarryOut = (claim: TestClaim, signal: AbortSignal) => Promise<WorkOutcome>;

/** Deployments that are carried out by a function, and settled as it says. */
export class TestSource implements WorkSource<TestClaim> {
  readonly takenUp: TestClaim[] = [];

  constructor(
    private readonly claims: WorkClaims<Deployment>,
    private readonly work: CarryOut,
  ) {}

  async claim(id: string): Promise<TestClaim | null> {
    const claim = await this.claims.take(id, (_manager, _events, { workspaceId }, token) =>
      Promise.resolve({ id, workspaceId, token }),
    );
    if (claim) this.takenUp.push(claim);
    return claim;
  }

  renew({ id, token }: TestClaim): Promise<void> {
    return this.claims.renew(id, token);
  }

  cancelRequested(ids: string[]): Promise<string[]> {
    return this.claims.cancelRequested(ids);
  }

  async carryOut(claim: TestClaim, signal: AbortSignal): Promise<WorkOutcome> {
    const outcome = await this.work(claim, signal);
    if (outcome.kind === 'retry' || outcome.kind === 'lost') return outcome;
    const { kind: status } = outcome;
    await this.claims.guarded(claim.id, claim.token, async (manager, _events, row) => {
      await manager.update(Deployment, { id: row.id }, { status, claimToken: null, leaseUntil: null });
    });
    return outcome;
  }

  /** Gives a row back, as a worker does that must stop. */
  release({ id, token }: TestClaim): Promise<WaitingWork> {
    return this.claims.guarded(id, token, async (manager, _events, row) => {
      const waiting = { status: 'queued', claimToken: null, leaseUntil: null } as const;
      await manager.update(Deployment, { id }, waiting);
      return row;
    });
  }
}

/** Queued deployments on a real PostgreSQL, and consumers of their queue. */
export class QueueHarness {
  readonly claims: WorkClaims<Deployment>;
  readonly logger = createLogger('test', 'silent');
  readonly producer: DeploymentsProducer;
  readonly sweep: WorkSweep;
  private readonly transactions: Transactions;
  private readonly connections: Redis[] = [];
  private readonly consumers: WorkConsumer<'deployments', TestClaim>[] = [];

  constructor(
    private readonly dataSource: DataSource,
    private readonly redisUrl: string,
  ) {
    this.transactions = new Transactions(dataSource, () => undefined);
    this.claims = new WorkClaims(this.transactions, Deployment, LEASE_SECONDS);
    this.producer = new DeploymentsProducer(this.keep(createProducerRedis(redisUrl, () => undefined)));
    this.sweep = new WorkSweep(this.claims, this.producer, { everySeconds: 1, logger: this.logger });
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.drain(0)));
    await this.producer.close();
    for (const connection of this.connections) connection.disconnect();
  }

  async workspace(): Promise<string> {
    const { manager } = this.dataSource;
    const slug = `w-${randomUUID()}`;
    const { id } = await manager.save(manager.create(Workspace, { name: slug, slug, createdById: null }));
    return id;
  }

  /** A new agent with its first deployment, which waits. */
  async deployment(workspaceId?: string): Promise<Deployment> {
    const id = randomUUID();
    const workspace = workspaceId ?? (await this.workspace());
    const { deployment } = await this.transactions.run((manager, events) =>
      createAgent(manager, events, {
        ...{ id, workspaceId: workspace, name: `Agent ${id}`, actor: WORKER_ACTOR },
        selection: { runtimeFamily: 'openclaw', deployTarget: 'docker', sandboxProfile: 'standard' },
        resources: { vcpu: 1, ramMb: 1024, diskGb: null },
        credentials: { gatewayToken: '-', sidecarToken: '-', modelKey: '-', modelKeyHash: id },
      }),
    );
    return deployment;
  }

  row(id: string): Promise<Deployment> {
    return this.dataSource.manager.findOneByOrFail(Deployment, { id });
  }

  async update(
    id: string,
    change: Partial<Pick<Deployment, 'leaseUntil' | 'cancelRequestedAt'>>,
  ): Promise<void> {
    await this.dataSource.manager.update(Deployment, { id }, change);
  }

  /** A consumer that reads the queue. */
  async consumer(
    work: CarryOut,
    { concurrency = 2, url = this.redisUrl } = {},
  ): Promise<{ consumer: WorkConsumer<'deployments', TestClaim>; source: TestSource }> {
    const source = new TestSource(this.claims, work);
    const connection = this.keep(createRedis(url, () => undefined));
    const options = { concurrency, leaseSeconds: LEASE_SECONDS, drainSeconds: 5, logger: this.logger };
    const consumer = new WorkConsumer(this.producer, source, connection, options);
    this.consumers.push(consumer);
    await consumer.start();
    return { consumer, source };
  }

  keep(connection: Redis): Redis {
    this.connections.push(connection);
    return connection;
  }
}

/** Resolves with the reason for which a signal aborts. */
export function aborted(signal: AbortSignal): Promise<Error> {
  const reason = () => signal.reason as Error;
  if (signal.aborted) return Promise.resolve(reason());
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(reason()), { once: true });
  });
}

/** Waits until a check passes; fails with its last answer after ten seconds. */
export async function eventually<T>(check: () => Promise<T> | T, accept: (value: T) => boolean): Promise<T> {
  for (const deadline = Date.now() + 10_000; ;) {
    const value = await check();
    if (accept(value)) return value;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A way to a Redis that can be cut and mended. */
export class CuttableRedis {
  private readonly sockets = new Set<Socket>();
  private isCut = false;
  private readonly server = createServer((near) => this.join(near));

  constructor(private readonly target: URL) {}

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const url = new URL(this.target);
    url.host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return url.toString();
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  private join(near: Socket): void {
    if (this.isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(this.target.port || 6379), this.target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  }
}
