/** Tables of what agents use, from the finest to the coarsest. */
export const METRIC_TABLES = {
  samples: 'metric_samples',
  minutes: 'metric_minutes',
  tenMinutes: 'metric_ten_minutes',
} as const;
export type MetricResolution = keyof typeof METRIC_TABLES;

/** Seconds between two rows of an agent, where the table has a step of its own. */
export const STEP_SECONDS = { minutes: 60, tenMinutes: 600 } as const satisfies Partial<
  Record<MetricResolution, number>
>;
