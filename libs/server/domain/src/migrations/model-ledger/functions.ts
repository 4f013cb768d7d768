import { BUDGET_WINDOW_OF, TELL_BUDGET_WINDOW, TELL_SPENT_BUDGETS } from './budget-functions';
import { RESERVE_MODEL_CALL } from './reserve-function';
import { SETTLE_MODEL_CALLS } from './settle-function';

/** A function in PostgreSQL. Part of a migration: a change of one is a later migration, never an edit here. */
export interface LedgerFunction {
  name: string;
  statement: string;
}

/** In the order in which they are made: each only needs those before it. */
export const LEDGER_FUNCTIONS: LedgerFunction[] = [
  { name: 'budget_window_of', statement: BUDGET_WINDOW_OF },
  { name: 'tell_budget_window', statement: TELL_BUDGET_WINDOW },
  { name: 'tell_spent_budgets', statement: TELL_SPENT_BUDGETS },
  { name: 'reserve_model_call', statement: RESERVE_MODEL_CALL },
  { name: 'settle_model_calls', statement: SETTLE_MODEL_CALLS },
];
