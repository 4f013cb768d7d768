import { asList, asRecord } from '../rpc/read-value';
import type { CapableToolDto } from './capabilities.dto';
import { TOOL_RISKS, wordOf } from './capability-words';
import { lineOf, listingOf, type Listing } from './listing';

const TOOL_LIMIT = 500;
const NAME_LIMIT = 120;
const DESCRIPTION_LIMIT = 400;

/** Reads what `tools.catalog` answers: groups of tools. */
export function readTools(answer: unknown): Listing<CapableToolDto> | null {
  const { groups } = asRecord(answer);
  if (!Array.isArray(groups)) return null;
  const rows = groups.map(asRecord).flatMap((group) => {
    const name = lineOf(group['label'], NAME_LIMIT) ?? lineOf(group['id'], NAME_LIMIT) ?? 'Others';
    return asList(group['tools']).map((tool) => ({ tool, name }));
  });
  return listingOf(rows, TOOL_LIMIT, (row) => {
    const { tool, name } = row as (typeof rows)[number];
    return readTool(tool, name);
  });
}

function readTool(value: unknown, group: string): CapableToolDto | null {
  const row = asRecord(value);
  const id = lineOf(row['id'], NAME_LIMIT);
  if (id === null) return null;
  return {
    ...{ id, group, label: lineOf(row['label'], NAME_LIMIT) ?? id },
    description: lineOf(row['description'], DESCRIPTION_LIMIT) ?? '',
    plugin: lineOf(row['pluginId'], NAME_LIMIT),
    optional: row['optional'] === true,
    risk: wordOf(TOOL_RISKS, row['risk']),
  };
}
