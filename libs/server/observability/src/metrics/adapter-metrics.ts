import { Histogram } from 'prom-client';
import type { Metrics } from './metrics';

const CALL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 300];

type Method = (...args: unknown[]) => unknown;

/** What calls of infrastructure take. */
export class AdapterMetrics {
  private readonly calls;

  constructor({ registry }: Metrics) {
    this.calls = new Histogram({
      name: 'nora_adapter_call_seconds',
      help: 'Seconds a call of a runtime adapter took.',
      labelNames: ['target', 'method', 'outcome'],
      buckets: CALL_SECONDS,
      registers: [registry],
    });
  }

  /**
   * The adapter itself, with every method that answers with a promise measured. The outcome is `ok`, `failed`, or
   * `aborted` when a signal among the arguments had aborted. What its methods call of each other is not counted.
   */
  measured<T extends object>(adapter: T, target: string): T {
    const measuredMethods = new Map<PropertyKey, Method>();
    return new Proxy(adapter, {
      get: (object, name) => {
        const value: unknown = Reflect.get(object, name);
        if (typeof value !== 'function') return value;
        let method = measuredMethods.get(name);
        if (!method) {
          method = this.measuring(object, value as Method, { target, method: String(name) });
          measuredMethods.set(name, method);
        }
        return method;
      },
    });
  }

  private measuring(object: object, method: Method, labels: { target: string; method: string }): Method {
    return (...args) => {
      const start = performance.now();
      const ended = (outcome: string) =>
        this.calls.observe({ ...labels, outcome }, (performance.now() - start) / 1_000);
      const answer = Reflect.apply(method, object, args);
      if (!(answer instanceof Promise)) return answer;
      answer.then(
        () => ended('ok'),
        () => ended(args.some(hasAborted) ? 'aborted' : 'failed'),
      );
      return answer;
    };
  }
}

function hasAborted(argument: unknown): boolean {
  return argument instanceof AbortSignal && argument.aborted;
}
