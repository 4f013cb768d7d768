import type {
  BudgetDto,
  ChangeBudgetDto,
  CreateBudgetDto,
  ModelCallDto,
  ModelPauseDto,
  ModelStopDto,
  UsageDto,
  UsagePointDto,
  UsageSeriesDto,
  UsedDto,
} from '@nora/api-client';

/** What calls of models used over a time, in steps and told apart by something. */
export type Usage = UsageDto;
/** By what it is told apart. */
export type UsageBy = Usage['by'];
/** The part of one agent, model, provider or workspace. */
export type UsageSeries = UsageSeriesDto;
/** What was used in one step. */
export type UsagePoint = UsagePointDto;
/** What was used over the whole of a time. */
export type UsageTotals = UsedDto;
/** A limit on what calls of models may cost or use, and how far it is used up. */
export type Budget = BudgetDto;
/** What must be said to make one. */
export type NewBudget = CreateBudgetDto;
/** What is to be another. */
export type BudgetChanges = ChangeBudgetDto;
/** That, why and by whom models were stopped. */
export type ModelStop = ModelStopDto;
/** The strictest stop that an agent is held by. */
export type ModelPause = ModelPauseDto;
/** One call of a model, as it is booked. */
export type ModelCall = ModelCallDto;
