import { Argument, Command } from 'commander';

const NAMES = ['unit', 'medium', 'chaos', 'fuzz', 'e2e', 'web', 'stack', 'docs', 'all'] as const;

export function testCommand(): Command {
  return new Command('test')
    .description('run the tests; brings its own PostgreSQL and Redis')
    .addArgument(new Argument('[suite]', 'which tests').choices(NAMES).default('all'))
    .argument('[jest...]', 'passed on to Jest, after --')
    .addHelpText(
      'after',
      `
unit    pure logic
medium  against a real PostgreSQL and Redis, and real runtimes
chaos   kills and cuts on two API replicas, two workers and their stores; restarts and an upgrade under load
fuzz    good and bad requests for every operation, as every role (needs Python)
e2e     a whole instance over HTTP, for each deploy target of this machine
web     a whole instance in Chromium, for each deploy target of this machine
stack   docker/compose.yml with images of this checkout, over HTTP (needs Docker and Compose)
docs    the shell blocks of the pages about installing, upgrading and backing up, in a clone of the last commit

With CI=true a suite that cannot be run here is a failure.`,
    )
    .action(async (suite: (typeof NAMES)[number], argv: string[]) => {
      const { SuiteRun, summaryLine } = await import('../suites/suites');
      const run = new SuiteRun(argv);
      await run.run(suite);
      const counts = run.result;
      console.log('');
      for (const failed of counts.failures) console.log(`failed: ${failed}`);
      for (const skipped of run.skips) console.log(`skipped: ${skipped}`);
      const skipFails = process.env['CI'] === 'true' && run.skips.length > 0;
      if (skipFails) console.log('CI=true: a suite that was skipped is a failure');
      console.log(summaryLine(counts));
      if (counts.failed > 0 || skipFails) process.exitCode = 1;
    });
}
