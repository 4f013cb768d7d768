import { Command, CommanderError } from 'commander';
import { auditCommand } from './commands/audit';
import { benchCommand } from './commands/bench';
import { checkCommand } from './commands/check';
import { doctorCommand } from './commands/doctor';
import { downCommand } from './commands/down';
import { evaluationRedisCommand } from './commands/evaluation-redis';
import { logsCommand } from './commands/logs';
import { migrateCommand } from './commands/migrate';
import { secretsCommand } from './commands/secrets';
import { statusCommand } from './commands/status';
import { testCommand } from './commands/test';
import { upCommand } from './commands/up';
import { CliError, messageOf } from './system/errors';

const program = new Command('nora')
  .description('Nora: a self-hosted control plane for AI agent runtimes.')
  .usage('<command> [options]')
  .showHelpAfterError('(./nora --help shows what there is)')
  .enablePositionalOptions()
  .exitOverride();

for (const command of [
  upCommand(),
  downCommand(),
  statusCommand(),
  logsCommand(),
  doctorCommand(),
  secretsCommand(),
  migrateCommand(),
  testCommand(),
  checkCommand(),
  benchCommand(),
  auditCommand(),
]) {
  program.addCommand(command.copyInheritedSettings(program));
}
program.addCommand(evaluationRedisCommand(), { hidden: true });

// A reader that went away (`./nora logs | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
    return;
  }
  process.exitCode = error instanceof CliError ? error.exitCode : 70;
  const unexpected = error instanceof Error && !(error instanceof CliError);
  console.error(`nora: ${unexpected ? (error.stack ?? error.message) : messageOf(error)}`);
});
