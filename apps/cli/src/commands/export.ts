import { Command, InvalidArgumentError, Option } from 'commander';
import { SECTIONS, type Section } from '../fleet/fleet-file';

interface ExportFlags {
  workspace?: string;
  section: Section[];
  json?: true;
  schema?: true;
}

export function exportCommand(): Command {
  return new Command('export')
    .description('write a workspace as a fleet file, without keys')
    .option('-w, --workspace <slug or id>', 'which workspace')
    .addOption(
      new Option('--section <part>', `only this part (${SECTIONS.join(', ')}); may be repeated`)
        .default([], 'all of them')
        .argParser(sectionOf),
    )
    .option('--json', 'print JSON instead of YAML')
    .option('--schema', 'print the JSON Schema of fleet files, and nothing else')
    .addHelpText('after', '\nnora export > fleet.yaml; then nora plan -f fleet.yaml shows no change.')
    .action(async ({ workspace, section, json, schema }: ExportFlags) => {
      const { exportWorkspace, schemaText } = await import('../fleet/export-workspace');
      if (schema) {
        process.stdout.write(schemaText());
        return;
      }
      const sections = SECTIONS.filter((one) => section.length === 0 || section.includes(one));
      process.stdout.write(await exportWorkspace(workspace, sections, json ? 'json' : 'yaml'));
    });
}

function sectionOf(value: string, before: Section[]): Section[] {
  const section = SECTIONS.find((one) => one === value);
  if (section) return [...before, section];
  throw new InvalidArgumentError(`It must be one of ${SECTIONS.join(', ')}.`);
}
