import { Counter, Histogram } from 'prom-client';
import type { Metrics } from './metrics';

const CALL_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** A call of a model that is over. */
export interface MeasuredModelCall {
  /** Kind of its provider, e.g. `openai`. */
  provider: string;
  outcome: string;
  seconds: number;
  inputTokens: number;
  outputTokens: number;
}

/** What calls of models take. */
export class ModelCallMetrics {
  private readonly seconds;
  private readonly tokens;

  constructor({ registry }: Metrics) {
    this.seconds = new Histogram({
      name: 'nora_model_call_seconds',
      help: 'Seconds from the request of an agent to the end of the answer of its model.',
      labelNames: ['provider', 'outcome'],
      buckets: CALL_SECONDS,
      registers: [registry],
    });
    this.tokens = new Counter({
      name: 'nora_model_tokens_total',
      help: 'Tokens that went into models and came out of them.',
      labelNames: ['provider', 'direction'],
      registers: [registry],
    });
  }

  observe({ provider, outcome, seconds, inputTokens, outputTokens }: MeasuredModelCall): void {
    this.seconds.observe({ provider, outcome }, seconds);
    this.tokens.inc({ provider, direction: 'in' }, inputTokens);
    this.tokens.inc({ provider, direction: 'out' }, outputTokens);
  }
}
