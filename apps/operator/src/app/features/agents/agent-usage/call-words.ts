import type { ModelCallOutcome } from '@nora/contracts';
import type { ModelCall } from '@nora/data-access';
import { NOT_KNOWN, formatUsd } from '@nora/spending';
import { type StatusLook, formatDuration, formatNumber } from '@nora/ui';

export const OUTCOME_LOOKS: Readonly<Record<ModelCallOutcome, StatusLook>> = {
  succeeded: { icon: 'check_circle', word: 'Answered', tone: 'running' },
  failed: { icon: 'error', word: 'Failed', tone: 'failed' },
  cancelled: { icon: 'cancel', word: 'Cancelled', tone: 'stopped' },
  cut: { icon: 'stop_circle', word: 'Cut off', tone: 'warning' },
  refused: { icon: 'block', word: 'Refused', tone: 'warning' },
  lost: { icon: 'sync_problem', word: 'Lost', tone: 'warning' },
};

/** What an outcome means, where the word does not say it. */
export const OUTCOME_MEANINGS: Readonly<Partial<Record<ModelCallOutcome, string>>> = {
  cancelled: 'The agent did not wait for the end of the answer.',
  cut: 'The models were stopped while the answer came.',
  refused: 'Nora sent it to no provider.',
  lost: 'What carried it died on the way. What had been set aside for it is booked in full.',
};

/** What a call cost. What nobody knows the price of is not free. */
export function costWords({ costUsd, priceSource, outcome }: ModelCall): string {
  if (outcome === 'refused') return '–';
  if (priceSource === 'free') return 'free';
  return costUsd === null ? NOT_KNOWN : formatUsd(costUsd);
}

/** "1,200 in (800 cached) · 90 out (40 to think)"; null where nothing was counted. */
export function tokenWords(call: ModelCall): string | null {
  const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens } = call;
  if (inputTokens === null && outputTokens === null) return null;
  const part = (count: number | null, words: string): string =>
    count ? ` (${formatNumber(count)} ${words})` : '';
  const input = `${formatNumber(inputTokens ?? 0)} in${part(cachedInputTokens, 'cached')}`;
  return `${input} · ${formatNumber(outputTokens ?? 0)} out${part(reasoningTokens, 'to think')}`;
}

/** "1.2 s, first word after 300 ms". */
export function timeWords({ latencyMs, firstTokenMs, streamed }: ModelCall): string {
  const whole = formatDuration(latencyMs);
  return streamed && firstTokenMs !== null
    ? `${whole}, first word after ${formatDuration(firstTokenMs)}`
    : whole;
}

/** True when another provider or model than the first had to be asked. */
export function fellBack({ attempts }: ModelCall): boolean {
  const [first] = attempts;
  return attempts.some(({ providerId, model }) => providerId !== first?.providerId || model !== first.model);
}
