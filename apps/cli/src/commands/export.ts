import { Command, InvalidArgumentError, Option } from 'commander';
import { workspaceOptions, type RemoteOptions } from '../remote/connect';
import { SECTIONS, type Section } from '../fleet/fleet-file';

interface ExportFlags extends RemoteOptions {
  section?: Section[];
  schema?: true;
}

export function exportCommand(): Command {
  return workspaceOptions(new Command('export'))
    .description('write a workspace as a fleet file, without keys; YAML, or JSON with --json')
    .addOption(
      new Option('--section <part>', `only this part (${SECTIONS.join(', ')}); may be repeated`).argParser(
        sectionOf,
      ),
    )
    .option('--schema', 'print the JSON Schema of fleet files, and nothing else')
    .addHelpText('after', '\nnora export > fleet.yaml; then nora plan -f fleet.yaml shows no change.')
    .action(async ({ section, schema, ...remote }: ExportFlags) => {
      const { exportWorkspace, schemaText } = await import('../fleet/export-workspace');
      if (schema) {
        process.stdout.write(schemaText());
        return;
      }
      const sections = SECTIONS.filter((one) => section === undefined || section.includes(one));
      process.stdout.write(await exportWorkspace(remote, sections, remote.json ? 'json' : 'yaml'));
    });
}

function sectionOf(value: string, before: Section[] = []): Section[] {
  const section = SECTIONS.find((one) => one === value);
  if (section) return [...before, section];
  throw new InvalidArgumentError(`It must be one of ${SECTIONS.join(', ')}.`);
}
