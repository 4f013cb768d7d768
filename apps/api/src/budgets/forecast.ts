/** What is known of a period that goes on. Amounts are decimal text. */
export interface Going {
  now: Date;
  endsAt: Date | null;
  amount: string;
  spent: string;
  /** What was used since a moment within the period. */
  recent: { since: Date; spent: string };
}

/** Less than this tells nothing, in milliseconds. */
const LEAST = 60_000;
/** What lies farther away than this is no forecast any more: the end of the years that a date is written with. */
const LAST = Date.UTC(9_999, 0, 1);

/**
 * When the limit is reached if it goes on as in the recent part of the period; null when nothing can be told, or the
 * limit is reached already. A forecast may be made with binary floats, what is counted may not.
 */
export function forecastOf({ now, endsAt, amount, spent, recent }: Going): { reachedAt: Date | null } | null {
  const left = Number(amount) - Number(spent);
  const elapsed = now.getTime() - recent.since.getTime();
  const used = Number(recent.spent);
  if (left <= 0 || used <= 0 || elapsed < LEAST) return null;
  const reached = now.getTime() + (left / used) * elapsed;
  const isWithin = reached < Math.min(endsAt?.getTime() ?? LAST, LAST);
  return { reachedAt: isWithin ? new Date(reached) : null };
}
