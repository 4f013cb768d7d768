import { Command } from 'commander';
import { workspaceOptions } from '../remote/connect';
import { fleetFileOption, targetOption, type PlanFlags } from './fleet-options';

export function planCommand(): Command {
  return workspaceOptions(new Command('plan'))
    .description(
      'show what of a workspace is not as a fleet file wants it; exit code 2 when something is not',
    )
    .addOption(fleetFileOption())
    .option('--prune', 'also show what would be deleted because the file does not name it')
    .option('--keep-data', 'what is deleted by --prune keeps its data')
    .addOption(targetOption())
    .addHelpText('after', '\nIt changes nothing. docs/fleet.md tells of fleet files.')
    .action(async ({ file, prune, keepData, target, ...remote }: PlanFlags) => {
      const { openFleet } = await import('../fleet/open-fleet');
      const { planOnly } = await import('../fleet/plan-only');
      const { place, source } = await openFleet(file, remote);
      const request = { prune: prune === true, keepData: keepData === true, targets: target ?? [] };
      process.exitCode = await planOnly(place, source, request, { json: remote.json === true });
    });
}
