import { Command } from 'commander';

export function checkCommand(): Command {
  return new Command('check')
    .description('types, lint, module boundaries and unit tests: CI without the slow suites')
    .action(async () => {
      const { runChecks } = await import('../suites/checks');
      const failed = await runChecks();
      if (failed.length > 0) process.exitCode = 1;
    });
}
