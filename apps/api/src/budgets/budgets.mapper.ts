import type { ModelStopScope } from '@nora/contracts';
import type { BudgetRow } from './budgets.repository';
import type { BudgetDto, BudgetForecastDto } from './dto/budget.dto';
import { forecastOf } from './forecast';

/** A budget as it is shown. */
export function toBudgetDto(row: BudgetRow): BudgetDto {
  return {
    id: row.id,
    name: row.name,
    scope: scopeOf({ workspaceId: row.workspace_id, agentId: row.agent_id }),
    agentId: row.agent_id,
    agentName: row.agent_name,
    unit: row.unit,
    amount: row.amount,
    period: row.period,
    thresholds: row.thresholds,
    action: row.action,
    enabled: row.enabled,
    window: {
      startsAt: row.starts_at.toISOString(),
      endsAt: row.ends_at?.toISOString() ?? null,
      spent: row.spent,
      reserved: row.reserved,
    },
    forecast: forecast(row),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** For whom a budget is. */
export function scopeOf(of: { workspaceId: string | null; agentId: string | null }): ModelStopScope {
  if (of.agentId !== null) return 'agent';
  return of.workspaceId === null ? 'installation' : 'workspace';
}

function forecast(row: BudgetRow): BudgetForecastDto | null {
  const recent = { since: row.recent_since, spent: row.recent };
  const { now, ends_at: endsAt, amount, spent, enabled } = row;
  const found = enabled ? forecastOf({ now, endsAt, amount, spent, recent }) : null;
  return (
    found && {
      reachedAt: found.reachedAt?.toISOString() ?? null,
      basis: { since: recent.since.toISOString(), spent: recent.spent },
    }
  );
}
