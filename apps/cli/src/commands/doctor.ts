import { Command } from 'commander';
import { jsonText } from '../system/json-text';
import { dataOption } from './options';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look at everything Nora stands on, with a remedy for each fault; exit code 1 on a fault')
    .addOption(dataOption())
    .option('--json', 'print JSON')
    .action(async ({ data, json }: { data?: string; json?: true }) => {
      const { resolveDataDirectory } = await import('../instance/data-directory');
      const { describeFindings, examine } = await import('../doctor/doctor');
      const results = await examine(resolveDataDirectory(data), process.env);
      console.log(json ? jsonText(results, 2) : describeFindings(results));
      if (results.some(({ status }) => status === 'fail')) process.exitCode = 1;
    });
}
