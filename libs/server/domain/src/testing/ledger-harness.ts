import { randomUUID } from 'node:crypto';
import type { BudgetAction, BudgetPeriod, BudgetUnit } from '@nora/contracts';
import type { DataSource } from 'typeorm';
import { Agent, AgentCredential, AgentModel, Budget, BudgetWindow, Workspace } from '../entities';
import type { CallEnd, CallRequest } from '../models/ledger-types';
import { ModelLedger } from '../models/model-ledger';
import { ModelRoutes, type ModelRoute } from '../models/model-routes';
import { Transactions } from '../transactions';

/** Agents with keys and budgets, and ledgers that admit their calls. */
export class LedgerHarness {
  readonly faults: unknown[] = [];
  wakes = 0;
  private readonly ledgers: ModelLedger[] = [];

  constructor(readonly dataSource: DataSource) {}

  /** A ledger as another process has it. */
  ledger(dataSource = this.dataSource): ModelLedger {
    const transactions = new Transactions(dataSource, () => (this.wakes += 1));
    const ledger = new ModelLedger(transactions, (error) => this.faults.push(error));
    this.ledgers.push(ledger);
    return ledger;
  }

  async close(): Promise<void> {
    await Promise.all(this.ledgers.splice(0).map((ledger) => ledger.close()));
  }

  async workspace(changes: Partial<Workspace> = {}): Promise<string> {
    const { manager } = this.dataSource;
    const slug = `w-${randomUUID()}`;
    const row = manager.create(Workspace, { name: 'W', slug, createdById: null, ...changes });
    await manager.insert(Workspace, row);
    return row.id;
  }

  /** An agent of the built-in demo, and what its key opens. */
  async agent(workspaceId: string): Promise<ModelRoute> {
    const { manager } = this.dataSource;
    const agent = manager.create(Agent, {
      ...{ workspaceId, name: 'A', slug: `a-${randomUUID()}`, runtimeFamily: 'openclaw', provider: 'demo' },
      ...{ deployTarget: 'process', sandboxProfile: 'standard', vcpu: 1, ramMb: 512 },
      ...{ desiredState: 'running', status: 'running' },
    });
    await manager.insert(Agent, agent);
    const modelKeyHash = randomUUID();
    const sealed = { gatewayToken: 'x', sidecarToken: 'x', modelKey: 'x' };
    await manager.insert(AgentCredential, { agentId: agent.id, ...sealed, modelKeyHash });
    await manager.insert(AgentModel, { agentId: agent.id, providerId: null, model: 'demo-1' });
    const route = await new ModelRoutes(this.dataSource).find([modelKeyHash]);
    if (!route) throw new Error('the key of a new agent opens nothing');
    return route;
  }

  async budget(
    of: { workspaceId?: string; agentId?: string },
    amount: string,
    facts: { unit?: BudgetUnit; period?: BudgetPeriod; action?: BudgetAction } = {},
  ): Promise<string> {
    const { manager } = this.dataSource;
    const { unit = 'usd', period = 'day', action = 'refuse' } = facts;
    const scope = { workspaceId: of.workspaceId ?? null, agentId: of.agentId ?? null };
    const row = manager.create(Budget, { ...scope, name: 'B', unit, amount, period, action });
    await manager.insert(Budget, row);
    return row.id;
  }

  window(budgetId: string): Promise<BudgetWindow> {
    return this.dataSource.manager.findOneByOrFail(BudgetWindow, { budgetId });
  }

  async count(table: string, where = 'true'): Promise<number> {
    const [row] = await this.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM ${table} WHERE ${where}`,
    );
    return row?.count ?? 0;
  }
}

/** A call of an agent that may cost one dollar and take a thousand tokens. */
export function callOf(route: ModelRoute, changes: Partial<CallRequest> = {}): CallRequest {
  const { providerId, kind, model } = route.choices[0];
  return {
    ...{ callId: randomUUID(), route, choice: { providerId, kind, model }, shape: 'openai-chat' },
    ...{ streamed: true, tokens: 1_000, costUsd: '1' },
    ...changes,
  };
}

/** It ended well, and took half of what was set aside. */
export function endOf({ callId, choice }: CallRequest, changes: Partial<CallEnd> = {}): CallEnd {
  return {
    ...{ callId, choice, outcome: 'succeeded', status: 200, errorCode: null, inputTokens: 300 },
    ...{ outputTokens: 200, cachedInputTokens: 100, reasoningTokens: 50, latencyMs: 12, firstTokenMs: 3 },
    ...{ costUsd: '0.5', priceSource: 'catalog', attempts: [] },
    ...changes,
  };
}
