import { AsyncLocalStorage } from 'node:async_hooks';

interface CorrelationContext {
  correlationId: string;
}

const storage = new AsyncLocalStorage<CorrelationContext>();

/** Runs work so that everything it logs carries the correlation id. */
export function withCorrelationId<T>(correlationId: string, work: () => T): T {
  return storage.run({ correlationId }, work);
}

/** Correlation id of the request or job at hand, if there is one. */
export function currentCorrelationId(): string | undefined {
  return storage.getStore()?.correlationId;
}
