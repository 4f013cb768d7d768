import type { RemoteOptions } from '../remote/connect';
import { CliError } from '../system/errors';
import { checkFleet } from './check-fleet';
import { connectFleet } from './connect';
import { exportFleet, fleetText } from './export-fleet';
import type { Section } from './fleet-file';
import { FLEET_SCHEMA } from './fleet-schema';
import { readActual } from './read-actual';
import { pathText } from './read-fleet';

/**
 * A workspace as the text of a fleet file.
 * @throws CliError where it holds what no file can tell apart, such as two budgets of the same name
 */
export async function exportWorkspace(
  options: RemoteOptions,
  sections: readonly Section[],
  format: 'yaml' | 'json',
): Promise<string> {
  const { api, workspace, userId } = await connectFleet(options);
  const has = (section: Section) => sections.includes(section);
  const actual = await readActual(api, workspace, userId, {
    ...{ providers: has('providers'), budgets: has('budgets'), agents: has('agents') || has('budgets') },
    ...{ bindings: has('agents'), members: has('members') },
  });
  const fleet = exportFleet(actual, sections);
  const [wrong] = checkFleet(fleet);
  if (!wrong) return fleetText(fleet, format);
  throw new CliError(`${pathText(wrong.path)} ${wrong.message}: give it another name in Nora first`);
}

/** The schema of fleet files, for a file beside them. */
export function schemaText(): string {
  return `${JSON.stringify(FLEET_SCHEMA, null, 2)}\n`;
}
