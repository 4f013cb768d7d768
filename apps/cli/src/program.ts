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
import { migrateCommand } from './commands/migrate';
import { planCommand } from './commands/plan';
import { secretsCommand } from './commands/secrets';
import { statusCommand } from './commands/status';
import { testCommand } from './commands/test';
import { agentsCommand } from './commands/remote/agents';
import { budgetsCommand, usageCommand } from './commands/remote/budgets';
import { completeCommand, completionCommand } from './commands/completion';
import { deploymentsCommand } from './commands/remote/deployments';
import { loginCommand, logoutCommand, whoamiCommand } from './commands/remote/login';
import { mcpCommand } from './commands/remote/mcp';
import { keysCommand, membersCommand, queuesCommand } from './commands/remote/people';
import { providersCommand } from './commands/remote/providers';
import { workspacesCommand } from './commands/remote/workspaces';
import { upCommand } from './commands/up';

/** What works on this machine, or on the data directory of an instance. */
const LOCAL = [
  upCommand,
  downCommand,
  statusCommand,
  logsCommand,
  doctorCommand,
  secretsCommand,
  migrateCommand,
  auditCommand,
];

/** They see to their own nested commands. */
const LOCAL_NAMES = new Set(['secrets', 'audit']);

/** What calls a running Nora, here or elsewhere. */
const REMOTE = [
  ...[loginCommand, logoutCommand, whoamiCommand, workspacesCommand, agentsCommand, deploymentsCommand],
  ...[providersCommand, budgetsCommand, usageCommand, membersCommand, keysCommand, queuesCommand],
  mcpCommand,
];

const DEVELOPMENT = [testCommand, checkCommand, benchCommand];

/** The whole command line; it throws what its library would end the process for. */
export function createProgram(): Command {
  const program = new Command('nora')
    .description('Nora: a self-hosted control plane for AI agent runtimes.')
    .usage('<command> [options]')
    .showHelpAfterError('(./nora --help shows what there is)')
    .enablePositionalOptions()
    .exitOverride();
  const add = (title: string, commands: readonly (() => Command)[]): void => {
    program.commandsGroup(title);
    for (const make of commands) program.addCommand(inheriting(make(), program));
  };
  add('This machine:', LOCAL);
  add('A running Nora:', REMOTE);
  add('Fleet files:', [planCommand, applyCommand, exportCommand]);
  add('Development:', DEVELOPMENT);
  add('Command line:', [completionCommand]);
  program.addCommand(completeCommand(program).copyInheritedSettings(program), { hidden: true });
  program.addCommand(evaluationRedisCommand(), { hidden: true });
  return program;
}

/** What is nested in a command behaves as the program does, where it does not say otherwise itself. */
function inheriting(command: Command, program: Command): Command {
  command.copyInheritedSettings(program);
  if (LOCAL_NAMES.has(command.name())) return command;
  for (const nested of command.commands) {
    nested
      .copyInheritedSettings(program)
      .showHelpAfterError(`(./nora ${command.name()} ${nested.name()} --help shows how it is called)`);
  }
  return command;
}
