import { randomUUID } from 'node:crypto';
import {
  AgentCredential,
  ModelLedger,
  ModelRoutes,
  Transactions,
  type Admission,
  type CallEnd,
  type CallRequest,
  type ModelRoute,
} from '@nora/domain';
import type { TestApi } from './test-api';

/** Calls models as the gateway does, past the API: what it is admitted is what the gateway would be. */
export class TestLedger {
  readonly faults: unknown[] = [];
  readonly ledger: ModelLedger;

  constructor(private readonly api: TestApi) {
    const { dataSource } = api;
    this.ledger = new ModelLedger(new Transactions(dataSource, () => undefined), (error) =>
      this.faults.push(error),
    );
  }

  /** What the key of an agent opens now. */
  async route(agentId: string): Promise<ModelRoute> {
    const { dataSource } = this.api;
    const { modelKeyHash } = await dataSource.manager.findOneByOrFail(AgentCredential, { agentId });
    const route = await new ModelRoutes(dataSource).find([modelKeyHash]);
    if (!route) throw new Error('the key of the agent opens nothing');
    return route;
  }

  /** Asks whether an agent may make a call that costs a dollar and takes a thousand tokens at most. */
  async ask(agentId: string, changes: Partial<CallRequest> = {}): Promise<Admission & { call: CallRequest }> {
    const route = await this.route(agentId);
    const { providerId, kind, model } = route.choices[0];
    const call: CallRequest = {
      ...{ callId: randomUUID(), route, choice: { providerId, kind, model }, shape: 'openai-chat' },
      ...{ streamed: true, tokens: 1_000, costUsd: '1' },
      ...changes,
    };
    return { ...(await this.ledger.reserve(call)), call };
  }

  /** Makes a call that takes all of its 1,000 tokens and its dollar, unless told otherwise, and books it. */
  async spend(agentId: string, end: Partial<CallEnd> = {}): Promise<Admission> {
    const costUsd = end.costUsd ?? '1';
    const { call, ...admission } = await this.ask(agentId, { costUsd });
    if (admission.is !== 'admitted') return admission;
    await this.end(call, { costUsd, ...end });
    return admission;
  }

  /** Ends a call that was admitted. */
  async end({ callId, choice }: CallRequest, changes: Partial<CallEnd> = {}): Promise<void> {
    this.ledger.settle({
      ...{ callId, choice, outcome: 'succeeded', status: 200, errorCode: null, inputTokens: 600 },
      ...{ outputTokens: 400, cachedInputTokens: 100, reasoningTokens: 50, latencyMs: 12, firstTokenMs: 3 },
      ...{ costUsd: '1', priceSource: 'catalog', attempts: [] },
      ...changes,
    });
    await this.ledger.flush();
  }

  /** @throws what went wrong behind the back of the test */
  async close(): Promise<void> {
    await this.ledger.close();
    if (this.faults.length > 0) throw new AggregateError(this.faults, 'the ledger had faults');
  }
}
