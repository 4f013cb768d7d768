import type { ServiceStatus } from '../instance/state';

/** One part of an instance, started and stopped by the supervisor. */
export interface Service {
  readonly name: string;
  /**
   * Starts it and waits until it is ready.
   * @throws CliError when it ends or does not become ready in time; nothing of it is left running then
   */
  start(signal: AbortSignal): Promise<void>;
  /** Stops it; safe to call at any time. `hurry` cuts the grace short. */
  stop(hurry: AbortSignal): Promise<void>;
  status(): ServiceStatus;
}
