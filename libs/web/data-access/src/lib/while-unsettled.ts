import { type Signal, effect } from '@angular/core';

/** Milliseconds from an answer to the next reading. */
const PAUSE_MS = 1_500;

/**
 * Reads a list again, a moment after each answer, for as long as it holds an item that the server is not done with. It
 * ends with the component or the service in whose injection context it is called, and with a reading that fails.
 */
export function rereadWhileUnsettled<T>(
  items: Signal<readonly T[]>,
  settled: (item: T) => boolean,
  reread: () => Promise<unknown>,
): void {
  effect((onCleanup) => {
    if (items().every(settled)) return;
    const timer = setTimeout(() => void reread(), PAUSE_MS);
    onCleanup(() => clearTimeout(timer));
  });
}
