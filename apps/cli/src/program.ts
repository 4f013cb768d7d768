import { Command } from 'commander';
import { applyCommand } from './commands/apply';
import { auditCommand } from './commands/audit';
import { benchCommand } from './commands/bench';
import { checkCommand } from './commands/check';
import { doctorCommand } from './commands/doctor';
import { downCommand } from './commands/down';
import { evaluationRedisCommand } from './commands/evaluation-redis';
import { exportCommand } from './commands/export';
import { logsCommand } from './commands/logs';
import { planCommand } from './commands/plan';
import { secretsCommand } from './commands/secrets';
import { statusCommand } from './commands/status';
import { testCommand } from './commands/test';
import { upCommand } from './commands/up';

/** Commands by what they work on, as help and documentation list them. */
const GROUPS: Record<string, (() => Command)[]> = {
  'This machine': [
    upCommand,
    downCommand,
    statusCommand,
    logsCommand,
    doctorCommand,
    secretsCommand,
    auditCommand,
  ],
  'Fleet files': [planCommand, applyCommand, exportCommand],
  Development: [testCommand, checkCommand, benchCommand],
};

/** The whole command line; it throws what its library would end the process for. */
export function createProgram(): Command {
  const program = new Command('nora')
    .description('Nora: a self-hosted control plane for AI agent runtimes.')
    .usage('<command> [options]')
    .showHelpAfterError('(./nora --help shows what there is)')
    .enablePositionalOptions()
    .exitOverride();
  for (const [title, commands] of Object.entries(GROUPS)) {
    program.commandsGroup(`${title}:`);
    for (const make of commands) program.addCommand(inheriting(make(), program));
  }
  program.addCommand(evaluationRedisCommand(), { hidden: true });
  return program;
}

/** Nested commands behave as the program does, and point to the help of the command that they belong to. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const nested of command.commands) {
    inheriting(nested, command).showHelpAfterError(`(./nora ${command.name()} --help shows what there is)`);
  }
  return command;
}
