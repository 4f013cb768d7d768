import { Command } from 'commander';
import { fleetFileOption, targetOption, type PlanFlags } from './fleet-options';

export function planCommand(): Command {
  return new Command('plan')
    .description(
      'show what of a workspace is not as a fleet file wants it; exit code 2 when something is not',
    )
    .addOption(fleetFileOption())
    .option('-w, --workspace <slug or id>', 'where the file names none')
    .option('--prune', 'also show what would be deleted because the file does not name it')
    .option('--keep-data', 'what is deleted by --prune keeps its data')
    .addOption(targetOption())
    .option('--json', 'print JSON')
    .addHelpText('after', '\nIt changes nothing. docs/fleet.md tells of fleet files.')
    .action(async ({ file, workspace, prune, keepData, target, json }: PlanFlags) => {
      const { openFleet } = await import('../fleet/open-fleet');
      const { planOnly } = await import('../fleet/plan-only');
      const { place, source } = await openFleet(file, workspace);
      const request = { prune: prune === true, keepData: keepData === true, targets: target };
      process.exitCode = await planOnly(place, source, request, { json: json === true });
    });
}
