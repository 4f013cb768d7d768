import { Command, Option } from 'commander';
import { workspaceOptions, type RemoteOptions } from '../../remote/connect';
import type { LogsOptions } from '../../remote/agents/logs';
import { wholeNumber } from '../options';

const AGENT = 'name or id of an agent, or the beginning of one';

export function chatCommand(): Command {
  return workspaceOptions(new Command('chat'))
    .description('talk to an agent; without a text, go on until Ctrl-D')
    .argument('<agent>', AGENT)
    .argument('[text...]', 'what to say; - reads it from the standard input')
    .option('--session <key>', 'go on with a conversation (default: a new one)')
    .addHelpText(
      'after',
      '\nWith --json, each event of the conversation is one line. Ctrl-C stops the agent in its turn.',
    )
    .action(async (agent: string, text: string[], options: RemoteOptions & { session?: string }) => {
      const { chat } = await import('../../remote/agents/chat');
      await chat(agent, text.join(' '), options);
    });
}

export function execCommand(): Command {
  return workspaceOptions(new Command('exec'))
    .description('open a terminal in an agent, or run one command there')
    .argument('<agent>', AGENT)
    .argument('[command...]', 'a program and its arguments, after --')
    .addHelpText(
      'after',
      '\nThe exit code is that of the command, and Ctrl-C goes to it; a second one ends nora. To leave a terminal, end its shell (exit, or Ctrl-D).',
    )
    .action(async (agent: string, command: string[], options: RemoteOptions) => {
      const { execute } = await import('../../remote/agents/execute');
      await execute(agent, command, options);
    });
}

export function logsOfAgentCommand(): Command {
  return workspaceOptions(new Command('logs'))
    .description('show what an agent wrote')
    .argument('<agent>', AGENT)
    .option('-f, --follow', 'go on with what it writes now')
    .option('--tail <lines>', 'how many lines to begin with', wholeNumber(0, 100_000), 200)
    .addOption(
      new Option('--level <level>', 'leave out what matters less').choices([
        'debug',
        'info',
        'warn',
        'error',
      ]),
    )
    .option('--search <text>', 'only lines that hold a text')
    .option('--since <time>', 'leave out what was written before, e.g. 2026-01-31T12:00:00Z')
    .addHelpText('after', '\nWith --json, each line is one JSON document.')
    .action(async (agent: string, options: LogsOptions) => {
      const { showLogs } = await import('../../remote/agents/logs');
      await showLogs(agent, options);
    });
}

export function copyCommand(): Command {
  return workspaceOptions(new Command('cp'))
    .description('copy a file to or from an agent')
    .argument('<from>', 'a file, - for the standard input, or <agent>:<path>')
    .argument('<to>', 'a file, - for the standard output, or <agent>:<path>')
    .option('--root <id>', 'which of the roots of the agent', 'workspace')
    .option('--overwrite', 'replace what is there already')
    .addHelpText(
      'after',
      '\nExample: nora agents cp report.md researcher:notes/report.md\nDirectories that are missing at the agent are made. A directory comes from an agent as a tar.gz archive.',
    )
    .action(async (from: string, to: string, options: RemoteOptions & { root: string; overwrite?: true }) => {
      const { copy } = await import('../../remote/agents/copy');
      await copy(from, to, options);
    });
}
