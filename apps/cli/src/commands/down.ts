import { Command } from 'commander';
import { dataOption } from './options';

export function downCommand(): Command {
  return new Command('down')
    .description('stop the instance of a data directory; agents keep running')
    .addOption(dataOption())
    .action(async ({ data }: { data?: string }) => {
      const { resolveDataDirectory } = await import('../instance/data-directory');
      const { stopInstance } = await import('../instance/stop');
      const directory = resolveDataDirectory(data);
      const stopped = await stopInstance(directory, (line) => console.log(line));
      console.log(stopped ? 'Nora is stopped; agents keep running.' : `Nothing runs for ${directory.path}.`);
    });
}
