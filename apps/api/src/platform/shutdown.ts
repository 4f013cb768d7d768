import type { Logger } from '@nora/observability';

/** Milliseconds after which a shutdown that does not end is cut short: both listeners have their time, and a rest. */
const DEADLINE_MS = 20_000;

/**
 * Runs `close` once on SIGTERM or SIGINT and ends the process with it.
 * @param drainSeconds for which `close` goes on serving before it begins to end anything
 */
export function closeOnSignal(close: () => Promise<void>, drainSeconds: number, logger: Logger): void {
  let closing = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (closing) return;
    closing = true;
    logger.info({ signal }, 'stopping');
    const deadline = setTimeout(
      () => {
        logger.error('the shutdown took too long');
        process.exit(1);
      },
      DEADLINE_MS + drainSeconds * 1_000,
    );
    deadline.unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ error }, 'the shutdown failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
