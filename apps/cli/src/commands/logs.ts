import { Command } from 'commander';
import { dataOption, wholeNumber } from './options';

export function logsCommand(): Command {
  return new Command('logs')
    .description('show what the services wrote; without a name, all of them')
    .argument('[service]', 'nora, api, provisioner-worker, backup-worker, postgres, redis, supervisor')
    .option('-f, --follow', 'go on as lines are added')
    .option('-n, --lines <number>', 'lines from the end of each', wholeNumber(0, 1_000_000), 100)
    .addOption(dataOption())
    .action(async (service: string | undefined, options: { follow?: true; lines: number; data?: string }) => {
      const { resolveDataDirectory } = await import('../instance/data-directory');
      const { logFiles, printTail, follow } = await import('../instance/log-reader');
      const directory = resolveDataDirectory(options.data);
      const files = logFiles(directory, service);
      const print = (line: string): void => console.log(line);
      const positions = files.map((file) => printTail(file, options.lines, print));
      if (options.follow) await follow(positions, print);
    });
}
