import { Command, Option } from 'commander';
import { printJson } from '../system/json-text';
import { dataOption, wholeNumber } from './options';

interface MigrateOptions {
  data?: string;
  check?: true;
  to?: string;
  wait: number;
  json?: true;
}

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the schema of the database up to this release')
    .addOption(dataOption())
    .addOption(
      new Option('--check', 'only tell what is pending: exit code 2 when something is').conflicts('to'),
    )
    .option('--to <migration>', 'stop after this one: its name, or the number in it')
    .option('--wait <seconds>', 'wait so long for PostgreSQL to answer', wholeNumber(0, 3_600), 0)
    .option('--json', 'print JSON, once it is done')
    .addHelpText(
      'after',
      `
It works on the database of DATABASE_URL, as in the containers of Compose and Kubernetes, or on the one of an instance.
Any number may run at once: one migrates, and the others wait. Migrations do not go back.

Exit codes: 0 done, or nothing to do; 1 a fault; 2 pending (--check); 3 a newer release has migrated the database.`,
    )
    .action(async ({ data, check, to, wait, json }: MigrateOptions) => {
      const { withSchema } = await import('../migrate/schema-access');
      const { codeOfSchema, describeSchema, lookAtSchema, runMigrations } =
        await import('../migrate/migrate');
      const { allPending, pendingUpTo } = await import('../migrate/choose');
      const say = (line: string): void => {
        if (!json) console.log(line);
      };
      await withSchema({ data, waitSeconds: wait }, process.env, async (dataSource) => {
        const { migrated, schema } = check
          ? await lookAtSchema(dataSource)
          : await runMigrations(dataSource, to === undefined ? allPending : pendingUpTo(to), say);
        if (json) printJson({ migrated, ...schema });
        for (const line of describeSchema(schema)) say(line);
        if (check) process.exitCode = codeOfSchema(schema);
      });
    });
}
