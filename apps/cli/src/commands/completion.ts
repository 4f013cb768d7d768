import { Argument, Command } from 'commander';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export function completionCommand(): Command {
  return new Command('completion')
    .description('print what completes commands in a shell')
    .addArgument(new Argument('<shell>', 'which').choices(SHELLS))
    .addHelpText(
      'after',
      `
bash  nora completion bash > ~/.local/share/bash-completion/completions/nora
zsh   nora completion zsh > "\${fpath[1]}/_nora"
fish  nora completion fish > ~/.config/fish/completions/nora.fish`,
    )
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { COMPLETION_SCRIPTS } = await import('../completion/scripts');
      process.stdout.write(COMPLETION_SCRIPTS[shell]);
    });
}

/** What those scripts call: prints, one a line, what may stand in place of the last word. */
export function completeCommand(program: Command): Command {
  return new Command('__complete')
    .argument('[words...]')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (words: string[]) => {
      const { complete } = await import('../completion/complete');
      const found = await complete(program, words);
      if (found.length > 0) console.log(found.join('\n'));
    });
}
