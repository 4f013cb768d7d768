import { Registry, collectDefaultMetrics } from 'prom-client';

/** Milliseconds between looks at the delay of the event loop; finer ones would wake an idle process. */
const EVENT_LOOP_LOOK_MS = 100;

/** What a process measures of itself, in the text format of Prometheus. Labels never hold an id. */
export class Metrics {
  /** Where the families of metrics of this process are registered. */
  readonly registry = new Registry();
  readonly contentType: string = this.registry.contentType;

  /** @param service name of the process, e.g. `api`; a label of everything it measures */
  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: EVENT_LOOP_LOOK_MS });
  }

  /** Everything measured until now. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
