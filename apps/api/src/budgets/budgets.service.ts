import { DomainError } from '@nora/contracts';
import { Budget, Transactions, changesOf, noteEffect, type EventLog } from '@nora/domain';
import { decodeCursor, pageOf, type Page, type Principal } from '@nora/http-kit';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { auditActorOf } from '../core/audit-actor';
import { decimal } from '../core/decimal';
import { letsGo, liftPause } from './budget-pauses';
import {
  factsOf,
  lockBudget,
  makeRoom,
  recordBudget,
  requireWholeTokens,
  writeBudget,
  type BudgetFacts,
} from './budget-rows';
import { toBudgetDto } from './budgets.mapper';
import { BudgetsRepository, type BudgetsOf } from './budgets.repository';
import type { BudgetDto, ListBudgetsQueryDto } from './dto/budget.dto';
import type { ChangeBudgetDto, CreateBudgetDto } from './dto/write-budget.dto';

const SORT = 'createdAt';

/** Budgets of a workspace, or of the installation. A change holds from the next call on. */
@Injectable()
export class BudgetsService {
  constructor(
    private readonly budgets: BudgetsRepository,
    private readonly transactions: Transactions,
  ) {}

  /** In the order in which they were made. */
  async list(of: BudgetsOf, query: ListBudgetsQueryDto): Promise<Page<BudgetDto>> {
    const { limit, cursor, agentId = null } = query;
    const after = decodeCursor(cursor, SORT)?.id ?? null;
    const rows = await this.budgets.list(of, { agentId, after, limit: limit + 1 });
    const { items, nextCursor } = pageOf(rows, limit, SORT, ({ id }) => ({ key: id, id }));
    return { items: items.map(toBudgetDto), nextCursor };
  }

  /** @throws DomainError `not_found` */
  async get(of: BudgetsOf, id: string): Promise<BudgetDto> {
    const row = await this.budgets.find(of, id);
    if (!row) throw new DomainError('not_found', 'There is no such budget.');
    return toBudgetDto(row);
  }

  /** @throws DomainError `conflict` when there are too many, `validation_failed` */
  async create(actor: Principal, of: BudgetsOf, body: CreateBudgetDto): Promise<BudgetDto> {
    const { unit, agentId: asked, ...rest } = body;
    const agentId = asked?.toLowerCase() ?? null;
    requireWholeTokens(body);
    const facts = normal({ ...rest });
    const id = uuidv7();
    const { workspaceId } = of;
    await this.transactions.run(async (manager, events) => {
      await makeRoom(manager, { workspaceId, agentId });
      const budget = { id, workspaceId, agentId, unit, ...facts };
      await manager.insert(Budget, { ...budget, createdById: actor.userId });
      await noteEffect(manager, {});
      await tell(events, budget);
      await recordBudget(manager, actor, budget, { act: 'create', before: null, after: { unit, ...facts } });
    });
    return this.get(of, id);
  }

  /** @throws DomainError `not_found`, `validation_failed` */
  async change(actor: Principal, of: BudgetsOf, id: string, body: ChangeBudgetDto): Promise<BudgetDto> {
    await this.transactions.run(async (manager, events) => {
      const budget = await lockBudget(manager, of.workspaceId, id);
      const after = changed(factsOf(budget), body);
      requireWholeTokens({ ...budget, ...after });
      const changes = changesOf(factsOf(budget), after);
      await noteEffect(manager, {});
      if (changes.before === null) return;
      await writeBudget(manager, budget, after);
      if (letsGo(factsOf(budget), after)) await liftPause(manager, events, budget, auditActorOf(actor));
      await tell(events, budget);
      await recordBudget(manager, actor, budget, { act: 'change', ...changes });
    });
    return this.get(of, id);
  }

  /** Ends a budget with what it has counted. @throws DomainError `not_found` */
  async delete(actor: Principal, of: BudgetsOf, id: string): Promise<void> {
    await this.transactions.run(async (manager, events) => {
      const budget = await lockBudget(manager, of.workspaceId, id);
      await manager.delete(Budget, { id });
      if (letsGo(factsOf(budget), null)) await liftPause(manager, events, budget, auditActorOf(actor));
      await noteEffect(manager, {});
      await tell(events, budget);
      const before = { unit: budget.unit, ...factsOf(budget) };
      await recordBudget(manager, actor, budget, { act: 'delete', before, after: null });
    });
  }
}

/** Readers of events belong to workspaces; those of the installation's budgets ask. */
async function tell(
  events: EventLog,
  { id, workspaceId, agentId }: Pick<Budget, 'id' | 'workspaceId' | 'agentId'>,
): Promise<void> {
  if (workspaceId) await events.record(workspaceId, 'budget.changed', { budgetId: id, agentId });
}

function changed(before: BudgetFacts, body: ChangeBudgetDto): BudgetFacts {
  const { name, amount, period, thresholds, action, enabled } = before;
  return normal({
    name: body.name ?? name,
    amount: body.amount ?? amount,
    period: body.period ?? period,
    thresholds: body.thresholds ?? thresholds,
    action: body.action ?? action,
    enabled: body.enabled ?? enabled,
  });
}

/** The same facts, always written the same. */
function normal({ name, amount, period, thresholds, action, enabled }: BudgetFacts): BudgetFacts {
  const ascending = [...thresholds].sort((a, b) => a - b);
  return { name, amount: decimal(amount), period, thresholds: ascending, action, enabled };
}
