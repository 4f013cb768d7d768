/** What a budget counts. */
export const BUDGET_UNITS = ['usd', 'tokens'] as const;
export type BudgetUnit = (typeof BUDGET_UNITS)[number];

/** How long a budget lasts, by the calendar of its time zone; weeks begin on Monday. `total` never begins anew. */
export const BUDGET_PERIODS = ['hour', 'day', 'week', 'month', 'total'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** What happens at the limit: the call is refused; `pause` also stops the agent's models until the period ends. */
export const BUDGET_ACTIONS = ['refuse', 'pause'] as const;
export type BudgetAction = (typeof BUDGET_ACTIONS)[number];

/** Whether a model without a known price may be called where a budget counts money. */
export const UNKNOWN_PRICE_POLICIES = ['allow', 'refuse'] as const;
export type UnknownPricePolicy = (typeof UNKNOWN_PRICE_POLICIES)[number];

/** Whose models are stopped. */
export const MODEL_STOP_SCOPES = ['agent', 'workspace', 'installation'] as const;
export type ModelStopScope = (typeof MODEL_STOP_SCOPES)[number];

/** Who stopped them: a person, a budget that is used up, or the guard against loops. */
export const MODEL_STOP_KINDS = ['kill', 'budget', 'loop'] as const;
export type ModelStopKind = (typeof MODEL_STOP_KINDS)[number];

/**
 * How a call of a model ended. `refused`: by Nora, before it was sent. `cancelled`: by the agent. `cut`: by a stop.
 * `lost`: the process that carried it died, and what it used is what had been set aside for it.
 */
export const MODEL_CALL_OUTCOMES = ['succeeded', 'failed', 'cancelled', 'cut', 'refused', 'lost'] as const;
export type ModelCallOutcome = (typeof MODEL_CALL_OUTCOMES)[number];

/** Where a price came from: the price list, the workspace, the call costs nothing, or nobody knows it. */
export const PRICE_SOURCES = ['catalog', 'workspace', 'free', 'unknown'] as const;
export type PriceSource = (typeof PRICE_SOURCES)[number];

/** What the guard against loops does when an agent asks the same again and again. */
export const LOOP_ACTIONS = ['off', 'event', 'pause'] as const;
export type LoopAction = (typeof LOOP_ACTIONS)[number];
