import { Command } from 'commander';
import { jsonText } from '../system/json-text';
import { dataOption } from './options';

export function statusCommand(): Command {
  return new Command('status')
    .description('show what runs; exit code 1 when nothing does')
    .addOption(dataOption())
    .option('--json', 'print JSON')
    .action(async ({ data, json }: { data?: string; json?: true }) => {
      const { resolveDataDirectory } = await import('../instance/data-directory');
      const { describeStatus, readStatus } = await import('../instance/status');
      const status = readStatus(resolveDataDirectory(data));
      console.log(json ? jsonText(status, 2) : describeStatus(status));
      if (!status.running) process.exitCode = 1;
    });
}
