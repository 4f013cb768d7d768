import { Command } from 'commander';

export function checkCommand(): Command {
  return new Command('check')
    .description('types, lint, module boundaries, documents and unit tests: CI without the slow suites')
    .option('--static', 'without the unit tests')
    .addHelpText(
      'after',
      '\nWith CI=true what the check of the Helm chart needs is fetched where it is missing.',
    )
    .action(async (options: { static?: true }) => {
      const { runChecks } = await import('../suites/checks');
      const { passed, failed } = await runChecks({ isStatic: options.static ?? false });
      for (const name of failed) console.log(`failed: check: ${name}`);
      console.log(`${passed.length} passed, ${failed.length} failed`);
      if (failed.length > 0) process.exitCode = 1;
    });
}
