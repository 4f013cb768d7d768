import { setTimeout as sleep } from 'node:timers/promises';
import { AgentCredential, AgentSecret, ModelProvider, sealContext } from '@nora/domain';
import type { TestIssuer } from '@nora/testing';
import { Secret, TOTP } from 'otpauth';
import { newAgent } from './test-access';
import { PASSWORD, type Member, type Replica, type TestApi } from './test-api';
import type { TestAnswer, TestClient } from './test-client';

/** Kinds of calls that seal or open stored secrets. */
export type SecretCall =
  'agent' | 'model' | 'provider' | 'agent-secret' | 'second-factor' | 'oauth' | 'audit';

/** One tells that something is wrong, and a few tell what. */
const ENOUGH_FAULTS = 5;

const CALLS: SecretCall[] = ['agent', 'model', 'provider', 'agent-secret', 'second-factor', 'oauth', 'audit'];

/** Keeps calling whatever seals and opens stored secrets, at two APIs in turn, and writes down what goes wrong. */
export class SecretTraffic {
  readonly done = Object.fromEntries(CALLS.map((call) => [call, 0])) as Record<SecretCall, number>;
  readonly faults: string[] = [];
  private readonly modelKeys: string[] = [];
  private agentId: string | null = null;
  private providerId: string | null = null;
  private turn = 0;
  private stopped = false;
  private loops: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly api: TestApi,
    private readonly replica: Replica,
    private readonly issuer: TestIssuer,
    private readonly owner: Member,
    private readonly admin: Member,
  ) {}

  static async at(api: TestApi, replica: Replica, issuer: TestIssuer): Promise<SecretTraffic> {
    const [owner, admin] = [await api.member('Owner'), await api.member('Admin', 'admin')];
    return new SecretTraffic(api, replica, issuer, owner, admin);
  }

  start(): void {
    const calls: { [K in SecretCall]: () => Promise<void> } = {
      agent: () => this.createAgent(),
      model: () => this.askModel(),
      provider: () => this.rotateProvider(),
      'agent-secret': () => this.giveSecret(),
      'second-factor': () => this.useSecondFactor(),
      oauth: () => this.signInElsewhere(),
      audit: () => this.verifyAudit(),
    };
    this.loops = Promise.all(CALLS.map((call) => this.repeat(call, calls[call])));
  }

  /** Waits until every kind of call was made some times more. */
  async rounds(count: number): Promise<void> {
    const goal = { ...this.done };
    while (CALLS.some((call) => this.done[call] < goal[call] + count) && this.faults.length === 0)
      await sleep(20);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.loops;
  }

  private async repeat(call: SecretCall, act: () => Promise<void>): Promise<void> {
    while (!this.stopped && this.faults.length < ENOUGH_FAULTS) {
      try {
        await act();
        this.done[call] += 1;
      } catch (error) {
        this.faults.push(`${call}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  /** Seals three credentials and hashes one. Opened at once by somebody else, who shares the key file. */
  private async createAgent(): Promise<void> {
    const { workspaceId } = this.owner;
    const agent = newAgent(`Agent ${this.modelKeys.length} ${Date.now()}`);
    const answer = await this.next(this.owner).post(`/api/workspaces/${workspaceId}/agents`, agent);
    const { id } = expectStatus(answer, 202)['agent'] as { id: string };
    this.agentId = id;
    const row = await this.api.dataSource.manager.findOneByOrFail(AgentCredential, { agentId: id });
    this.modelKeys.push(this.api.sealed.open(row.modelKey, sealContext(AgentCredential, 'modelKey', id)));
    this.api.sealed.open(row.gatewayToken, sealContext(AgentCredential, 'gatewayToken', id));
  }

  /** Finds an agent by its model key: the newest, which the other API may have sealed, and an older one. */
  private async askModel(): Promise<void> {
    const older = this.modelKeys[Math.floor(Math.random() * this.modelKeys.length)];
    for (const key of [this.modelKeys.at(-1), older]) {
      if (key === undefined) continue;
      for (const { runtimeUrl } of [this.api, this.replica]) {
        const headers = { authorization: `Bearer ${key}` };
        const { status } = await fetch(`${runtimeUrl}/demo/v1/models`, { headers });
        if (status !== 200) throw new Error(`the model answered ${status}`);
      }
    }
    await sleep(1);
  }

  /** Seals the key of a provider anew. Opened at once by somebody else. */
  private async rotateProvider(): Promise<void> {
    const apiKey = `sk-${this.done.provider}`;
    const place = `/api/workspaces/${this.owner.workspaceId}/providers`;
    if (this.providerId === null) {
      const wanted = { name: 'House', kind: 'openai', defaultModel: 'gpt-x', apiKey, skipTest: true };
      const made = expectStatus(await this.next(this.owner).post(place, wanted), 201);
      this.providerId = made['id'] as string;
    }
    const changed = { apiKey, skipTest: true };
    expectStatus(await this.next(this.owner).patch(`${place}/${this.providerId}`, changed), 200);
    const row = await this.api.dataSource.manager.findOneByOrFail(ModelProvider, { id: this.providerId });
    const opened = this.api.sealed.open(row.apiKey ?? '', sealContext(ModelProvider, 'apiKey', row.id));
    if (opened !== apiKey) throw new Error('the key of the provider is another');
    await sleep(1);
  }

  /** Seals a variable of the newest agent. Opened at once by somebody else. */
  private async giveSecret(): Promise<void> {
    if (this.agentId === null) return void (await sleep(1));
    const of = { agentId: this.agentId, name: 'TOKEN' };
    const value = `value ${this.done['agent-secret']}`;
    const path = `/api/agents/${of.agentId}/secrets/${of.name}`;
    expectStatus(await this.next(this.owner).put(path, { value }), 200);
    const row = await this.api.dataSource.manager.findOneByOrFail(AgentSecret, of);
    const opened = this.api.sealed.open(row.value, sealContext(AgentSecret, 'value', row.id));
    if (opened !== value) throw new Error('the secret of the agent is another');
    await sleep(1);
  }

  /** Seals a secret and recovery codes, then opens and seals the codes again with each that is used. */
  private async useSecondFactor(): Promise<void> {
    const member = await this.api.member();
    const begun = await this.next(member).post('/api/account/second-factor', { password: PASSWORD });
    const secret = Secret.fromBase32(expectStatus(begun, 201)['secret'] as string);
    const code = TOTP.generate({ secret });
    const confirmed = await this.next(member).post('/api/account/second-factor/confirm', { code });
    const codes = expectStatus(confirmed, 200)['recoveryCodes'] as string[];
    for (const recovery of codes.slice(0, 3)) {
      const login = await this.next().post('/api/auth/login', { email: member.email, password: PASSWORD });
      const { challenge } = expectStatus(login, 401);
      const answer = await this.next().post('/api/auth/second-factor', { challenge, code: recovery });
      expectStatus(answer, 200);
    }
  }

  /** Seals what a return must fit at one API, and opens it at the other. */
  private async signInElsewhere(): Promise<void> {
    const sub = `person-${this.done.oauth}`;
    this.issuer.person = { sub, email: `${sub}@example.test`, email_verified: true, name: sub };
    const begun = this.next();
    const started = await begun.post('/api/auth/oauth/oidc/start', {});
    const returned = await this.issuer.visit(expectStatus(started, 200)['url'] as string);
    const completing = this.next();
    for (const [name, cookie] of begun.cookies) completing.cookies.set(name, cookie);
    expectStatus(await completing.post('/api/auth/oauth/oidc/complete', returned), 200);
  }

  /** Opens the key that signs the audit log. */
  private async verifyAudit(): Promise<void> {
    const { ok } = expectStatus(await this.next(this.admin).post('/api/admin/audit/verify'), 200);
    if (ok !== true) throw new Error('the audit log is not whole');
    await sleep(100);
  }

  /** A client at the API whose turn it is. */
  private next(member?: Member): TestClient {
    this.turn += 1;
    const client = (this.turn % 2 === 0 ? this.api : this.replica).visitor();
    client.cookie = member?.client.cookie ?? null;
    return client;
  }
}

function expectStatus({ status, body }: TestAnswer, expected: number): Record<string, unknown> {
  if (status !== expected)
    throw new Error(`answered ${status} instead of ${expected}: ${JSON.stringify(body)}`);
  return body;
}
