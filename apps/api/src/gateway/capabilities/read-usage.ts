import { asCount, asRecord, asText } from '../rpc/read-value';
import type { UsageDayDto } from './capabilities.dto';
import { listingOf, type Listing } from './listing';

export const USAGE_DAYS = 30;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Days, and whether the runtime has yet to count some conversations. */
export interface UsageListing extends Listing<UsageDayDto> {
  counting: boolean;
}

/** Reads what `usage.cost` answers. */
export function readUsageDays(answer: unknown): UsageListing | null {
  const summary = asRecord(answer);
  const listing = listingOf(summary['daily'], USAGE_DAYS, readDay);
  return listing && { ...listing, counting: asRecord(summary['cacheStatus'])['status'] === 'refreshing' };
}

function readDay(value: unknown): UsageDayDto | null {
  const row = asRecord(value);
  const [date, totalTokens] = [asText(row['date']), asCount(row['totalTokens'])];
  if (date === null || !DAY.test(date) || Number.isNaN(Date.parse(date)) || totalTokens === null) return null;
  const cost = row['totalCost'];
  return {
    ...{ date, totalTokens },
    inputTokens: asCount(row['input']) ?? 0,
    outputTokens: asCount(row['output']) ?? 0,
    cachedTokens: (asCount(row['cacheRead']) ?? 0) + (asCount(row['cacheWrite']) ?? 0),
    costUsd: typeof cost === 'number' && Number.isFinite(cost) && cost >= 0 ? cost : 0,
    unpriced: asCount(row['missingCostEntries']) ?? 0,
  };
}
