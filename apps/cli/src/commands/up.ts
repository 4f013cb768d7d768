import { Command, Option } from 'commander';
import { TARGET_CHOICES } from '../instance/targets';
import type { TargetChoice } from '../instance/targets';
import { dataOption, wholeNumber } from './options';

export interface UpOptions {
  detach?: true;
  port: number;
  data?: string;
  target: TargetChoice;
  open?: true;
}

export function upCommand(): Command {
  return new Command('up')
    .description('start Nora with everything it needs, and keep it running')
    .option('-d, --detach', 'return when it is healthy, and leave it running in the background')
    .option(
      '-p, --port <port>',
      'port of the console and the API; 0 takes a free one',
      wholeNumber(0, 65_535),
      8080,
    )
    .addOption(dataOption())
    .addOption(
      new Option('--target <target>', 'where agents run; auto takes Docker when an engine answers')
        .choices(TARGET_CHOICES)
        .default('auto'),
    )
    .option('--open', 'open the console in a browser')
    .addHelpText(
      'after',
      `
PostgreSQL and Redis are started below the data directory, unless DATABASE_URL and REDIS_URL name others.
Ctrl-C, or ./nora down, stops everything but the agents.`,
    )
    .action(async (options: UpOptions) => {
      const { DETACHED_MARK, runAttached, runAsBackground, startBackground } =
        await import('../instance/run');
      if (process.env[DETACHED_MARK] !== undefined) await runAsBackground(options);
      else if (options.detach) await startBackground(options);
      else await runAttached(options);
    });
}
