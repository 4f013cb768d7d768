import { MODEL_PROVIDER_KINDS, type ModelProviderId } from '@nora/contracts';
import { DEMO_NAME } from '../agent-models/provider-words';
import type { UsageGroup, UsagePointDto, UsageSeriesDto, UsedDto } from './dto/usage.dto';
import type { UsageKey, UsageRow, UsedRow } from './usage.repository';

const NOTHING: UsedDto = {
  ...{ calls: 0, failed: 0, refused: 0, inputTokens: 0, outputTokens: 0 },
  ...{ cachedInputTokens: 0, reasoningTokens: 0, costUsd: '0.000000', unpriced: 0 },
};

/** Sums as they are shown. */
export function toUsedDto(row: UsedRow): UsedDto {
  return {
    calls: Number(row.calls),
    failed: Number(row.failed),
    refused: Number(row.refused),
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    cachedInputTokens: Number(row.cached_input_tokens),
    reasoningTokens: Number(row.reasoning_tokens),
    costUsd: row.cost_usd,
    unpriced: Number(row.unpriced),
  };
}

/**
 * Series in the order of their keys, behind them the others together, and the sum of everything.
 * @param rows in order of time
 */
export function toSeries(
  rows: readonly UsageRow[],
  keys: readonly UsageKey[],
  labelOf: (key: UsageKey) => string,
): { series: UsageSeriesDto[]; totals: UsedDto } {
  const byKey = new Map<string | null, { points: UsagePointDto[]; totals: UsedDto }>();
  let totals = NOTHING;
  for (const row of rows) {
    const used = toUsedDto(row);
    if (row.of_all) {
      totals = used;
      continue;
    }
    const known = byKey.get(row.key) ?? { points: [], totals: NOTHING };
    byKey.set(row.key, known);
    if (row.at) known.points.push({ at: row.at.toISOString(), ...used });
    else known.totals = used;
  }
  const others = byKey.get(null);
  const series = keys.flatMap((key) => {
    const found = byKey.get(key.key);
    return found ? [{ key: key.key, label: labelOf(key), ...found }] : [];
  });
  const rest = others ? [{ key: null, label: 'Others', ...others }] : [];
  return { series: [...series, ...rest], totals };
}

/** What a group is called; what has gone is called after what is still known of it. */
export function labelOfKey(by: UsageGroup, { key, kind }: UsageKey, names: Map<string, string>): string {
  const name = names.get(key);
  if (name !== undefined) return name;
  if (by === 'provider') return providerLabel(kind);
  return { workspace: 'Deleted workspace', agent: 'Deleted agent', model: key, none: 'All' }[by];
}

/** What a kind of provider is called. */
export function providerLabel(kind: ModelProviderId): string {
  return kind === 'demo' ? DEMO_NAME : MODEL_PROVIDER_KINDS[kind].label;
}
