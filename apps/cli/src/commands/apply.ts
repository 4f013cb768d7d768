import { Command } from 'commander';
import { workspaceOptions } from '../remote/connect';
import { fleetFileOption, targetOption, type PlanFlags } from './fleet-options';
import { wholeNumber } from './options';

interface ApplyFlags extends PlanFlags {
  yes?: true;
  wait: boolean;
  parallel: number;
  skipProviderTests?: true;
}

export function applyCommand(): Command {
  return workspaceOptions(new Command('apply'))
    .description('make a workspace as a fleet file wants it; applied again, it does what is left')
    .addOption(fleetFileOption())
    .option('-y, --yes', 'do not ask')
    .option('--prune', 'delete what the file does not name, in the parts that it has')
    .option('--keep-data', 'agents that are deleted keep their data, for a restore')
    .addOption(targetOption())
    .option('--no-wait', 'do not wait for deployments')
    .option('--parallel <count>', 'agents that are worked on at a time', wholeNumber(1, 64), 8)
    .option('--skip-provider-tests', 'save providers without trying them')
    .addHelpText(
      'after',
      '\nExit code 0 when all is as the file wants it, 1 when something is left. docs/fleet.md tells of fleet files.',
    )
    .action(async ({ file, prune, keepData, target, ...flags }: ApplyFlags) => {
      const { openFleet } = await import('../fleet/open-fleet');
      const { applyFleet } = await import('../fleet/apply-fleet');
      const { place, source } = await openFleet(file, flags);
      const request = {
        ...{
          prune: prune === true,
          keepData: keepData === true,
          targets: target ?? [],
          yes: flags.yes === true,
        },
        ...{ json: flags.json === true, wait: flags.wait, parallel: flags.parallel },
        testProviders: flags.skipProviderTests !== true,
      };
      process.exitCode = await applyFleet(place, source, request, process.env);
    });
}
