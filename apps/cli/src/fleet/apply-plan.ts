import { messageOf } from '../system/errors';
import { AgentWork } from './apply-agent';
import type { ApplyContext } from './apply-context';
import { applyBudget, applyMember, applyProvider } from './apply-others';
import { inParallel } from './in-parallel';
import { Unfinished, type Outcome } from './outcome';
import type { Action, Plan } from './plan';
import { PHASES, phaseOf } from './planner';

/** Told while a plan is carried out. */
export interface ApplyReport {
  begun: (action: Action) => void;
  ended: (outcome: Outcome) => void;
}

const INTERRUPTED = 'interrupted before it was asked for';

/**
 * Carries a plan out, phase by phase, several things of a phase at a time. What fails stops nothing that does not
 * depend on it. Once the signal is aborted nothing new is asked for.
 * @returns what became of every action that changes something, in the order of the plan
 */
export async function applyPlan(context: ApplyContext, plan: Plan, report: ApplyReport): Promise<Outcome[]> {
  const changing = plan.actions.filter(({ act }) => act !== 'none');
  const outcomes = new Map<Action, Outcome>();
  for (let phase = 0; phase < PHASES; phase += 1) {
    const of = changing.filter((action) => phaseOf(action) === phase);
    await inParallel(of, context.options.parallel, async (action) => {
      const outcome = await outcomeOf(context, action, report);
      outcomes.set(action, outcome);
      report.ended(outcome);
    });
  }
  return changing.flatMap((action) => outcomes.get(action) ?? []);
}

async function outcomeOf(context: ApplyContext, action: Action, report: ApplyReport): Promise<Outcome> {
  const { id, act, note } = action;
  if (act === 'blocked') return { id, act, result: 'failed', detail: note ?? 'blocked' };
  if (context.options.signal.aborted) return { id, act, result: 'skipped', detail: INTERRUPTED };
  report.begun(action);
  try {
    return { id, act, result: 'done', ...(await carryOut(context, action)) };
  } catch (error) {
    if (error instanceof Unfinished) return { id, act, result: 'unfinished', detail: error.message };
    const code = codeOf(error);
    if (act === 'delete' && code === 'not_found')
      return { id, act, result: 'done', detail: 'it was gone already' };
    return { id, act, result: 'failed', detail: messageOf(error), ...(code === undefined ? {} : { code }) };
  }
}

async function carryOut(context: ApplyContext, action: Action): Promise<Partial<Outcome>> {
  if (action.section === 'agents') {
    const goesOn = await new AgentWork(context, action).carryOut();
    return goesOn === null ? {} : { detail: goesOn };
  }
  if (action.section === 'providers') await applyProvider(context, action);
  else if (action.section === 'budgets') await applyBudget(context, action);
  else {
    const invited = await applyMember(context, action);
    if (invited?.mailed) return { detail: 'the invitation was mailed' };
    if (invited) return { detail: 'invited; hand the link on yourself', invitationUrl: invited.url };
  }
  return {};
}

/** The code of a refusal by the API. */
function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
