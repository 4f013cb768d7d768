import type { Logger } from '@nora/observability';

/** Milliseconds after which a shutdown that does not end is cut short. */
const DEADLINE_MS = 15_000;

/** Runs `close` once on SIGTERM or SIGINT and ends the process with it. */
export function closeOnSignal(close: () => Promise<void>, logger: Logger): void {
  let closing = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (closing) return;
    closing = true;
    logger.info({ signal }, 'stopping');
    const deadline = setTimeout(() => {
      logger.error('the shutdown took too long');
      process.exit(1);
    }, DEADLINE_MS);
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
