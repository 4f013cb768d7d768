import { RuntimeSettings } from '@nora/config';
import type { StepName } from '@nora/contracts';

const MINUTE = 60_000;

/** Most milliseconds a step may take before it counts as failed: no step waits for ever on a target that is silent. */
export function stepDeadlineMs(step: StepName, settings: RuntimeSettings): number {
  const stop = settings.stopGraceSeconds * 1_000 + MINUTE;
  const ready = settings.readyTimeoutSeconds * 1_000 + MINUTE;
  const deadlines: Record<StepName, number> = {
    stop,
    image: 30 * MINUTE,
    storage: MINUTE,
    network: MINUTE,
    remove: stop + MINUTE,
    // It may have to stop the runtime that it replaces.
    create: stop + MINUTE,
    import: 30 * MINUTE,
    inject: MINUTE,
    amend: MINUTE,
    start: 2 * MINUTE,
    ready,
    verify: 8 * MINUTE,
    recover: stop + ready + 2 * MINUTE,
    cleanup: stop + 4 * MINUTE,
  };
  return deadlines[step];
}
