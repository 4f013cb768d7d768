import { Command } from 'commander';

export function benchCommand(): Command {
  return new Command('bench')
    .description('run a script of bench/; without a name, list them')
    .argument('[name]', 'which')
    .argument('[args...]', 'passed on to it')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (name: string | undefined, args: string[]) => {
      const { benches, benchFile } = await import('../suites/benches');
      if (name === undefined) {
        const names = benches();
        console.log(names.length === 0 ? 'There are no benchmarks yet.' : names.join('\n'));
        return;
      }
      const { runNode } = await import('../suites/run-program');
      process.exitCode = (await runNode([benchFile(name), ...args])) ?? 1;
    });
}
