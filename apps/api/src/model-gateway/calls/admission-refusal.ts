import type { Admission } from '@nora/domain';
import { LOCKED, type Refusal } from '../shapes/model-api';

type Refused = Exclude<Admission, { is: 'admitted' } | { is: 'stale' }>;

/** Seconds after which there may be room again when calls under way hold it. */
const MOMENT_SECONDS = 5;

/** What an agent is told that may not call its model now. */
export function refusalOf(admission: Refused, now: Date): Refusal {
  switch (admission.is) {
    case 'stopped':
      return stopped(admission.stop);
    case 'exhausted':
      return exhausted(admission, now);
    case 'unpriced':
      return {
        ...{ status: LOCKED, code: 'price_unknown' },
        message:
          'Nobody knows what this model costs, and a budget counts money. Enter its price in Nora, or let the workspace allow models without one.',
      };
  }
}

function stopped({ kind, reason, until, scope }: Extract<Refused, { is: 'stopped' }>['stop']): Refusal {
  const whose = { agent: 'this agent', workspace: 'this workspace', installation: 'this installation' }[
    scope
  ];
  const why = reason === '' ? '.' : `: ${/[.!?]$/.test(reason) ? reason : `${reason}.`}`;
  const end = until
    ? `They go on at ${until.toISOString()}.`
    : 'They go on when somebody resumes them in Nora.';
  const limit = kind === 'budget' ? `${USAGE_LIMIT} ` : '';
  const message = `The models of ${whose} are stopped${why} ${limit}${end}`;
  return { status: kind === 'budget' ? 429 : LOCKED, code: CODES[kind], message, resetsAt: until };
}

/** OpenClaw waits in silence for another try, hours if it must, unless a refusal speaks of a usage limit. */
const USAGE_LIMIT = 'Its usage limit is reached.';

const CODES = { kill: 'models_stopped', budget: 'budget_exhausted', loop: 'loop_detected' } as const;

function exhausted(admission: Extract<Refused, { is: 'exhausted' }>, now: Date): Refusal {
  const { budget, resetsAt, momentary } = admission;
  const amountOf = (amount: string) =>
    budget.unit === 'usd' ? `$${trimmed(amount)}` : `${trimmed(amount)} tokens`;
  // What all workspaces together may use, and do, is not for the agents of one.
  const isForeign = budget.scope === 'installation';
  const which = isForeign
    ? 'A budget of the installation'
    : `The budget “${budget.name}” (${amountOf(budget.amount)}${PERIODS[budget.period]})`;
  if (momentary) {
    return {
      ...{ status: 429, code: 'budget_reserved', resetsAt: new Date(now.getTime() + MOMENT_SECONDS * 1_000) },
      message: `${which} has no room beside the calls that are under way. Ask again in a moment.`,
    };
  }
  const spent = isForeign ? '' : `: ${amountOf(budget.spent)} of it are spent`;
  const end = resetsAt ? `It begins anew at ${resetsAt.toISOString()}.` : 'It does not begin anew by itself.';
  const message = `${which} has no room for this call${spent}. ${USAGE_LIMIT} ${end}`;
  return { status: 429, code: 'budget_exhausted', message, resetsAt };
}

const PERIODS = { hour: ' an hour', day: ' a day', week: ' a week', month: ' a month', total: ' in all' };

function trimmed(amount: string): string {
  return amount.includes('.') ? amount.replace(/0+$/, '').replace(/\.$/, '') : amount;
}
