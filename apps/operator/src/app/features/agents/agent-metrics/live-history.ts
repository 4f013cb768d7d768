import type { Metric, MetricHistory, MetricSeries } from '@nora/data-access';

/** What an agent uses at a moment, as the stream says it. */
export interface LiveSample {
  at: string;
  values: Record<Metric, number | null>;
}

/** What has been seen of the step that goes on now. */
export interface OpenStep {
  begun: number;
  samples: readonly LiveSample[];
}

/** The same window, moved on so that the present is in its last step. */
export function movedTo(history: MetricHistory, now: number): MetricHistory {
  const stepMs = history.stepSeconds * 1_000;
  const steps = Math.floor((now - Date.parse(history.to)) / stepMs) + 1;
  if (steps <= 0) return history;
  const move = (ms: string): string => new Date(Date.parse(ms) + steps * stepMs).toISOString();
  const moved = (values: readonly (number | null)[]): (number | null)[] => {
    const news = new Array<null>(Math.min(steps, values.length)).fill(null);
    return [...values.slice(steps), ...news];
  };
  const from = move(history.from);
  const series = history.series.map((one): MetricSeries => ({
    ...one,
    values: moved(one.values),
    peaks: one.peaks && moved(one.peaks),
  }));
  return {
    ...history,
    from,
    to: move(history.to),
    series,
    marks: history.marks.filter(({ at }) => at >= from),
  };
}

/** Takes a sample into the step it belongs to, which shows the average of all that were seen of it. */
export function withSample(
  history: MetricHistory,
  open: OpenStep | null,
  sample: LiveSample,
): { history: MetricHistory; open: OpenStep } {
  const at = Date.parse(sample.at);
  const stepMs = history.stepSeconds * 1_000;
  const current = movedTo(history, at);
  const place = Math.floor((at - Date.parse(current.from)) / stepMs);
  const begun = Date.parse(current.from) + place * stepMs;
  const samples = open?.begun === begun ? [...open.samples, sample] : [sample];
  const series = current.series.map((one): MetricSeries => {
    const seen = samples.flatMap(({ values }) => values[one.metric] ?? []);
    if (seen.length === 0) return one;
    const average = seen.reduce((sum, value) => sum + value, 0) / seen.length;
    const peak = Math.max(...seen, one.peaks?.[place] ?? -Infinity);
    return {
      ...one,
      values: one.values.with(place, average),
      peaks: one.peaks && one.peaks.with(place, peak),
    };
  });
  return { history: { ...current, series }, open: { begun, samples } };
}
