import { asCount, asList, asRecord } from '../rpc/read-value';
import type { CapableModelDto } from './capabilities.dto';
import { MODEL_FAULTS, MODEL_INPUTS, wordOf } from './capability-words';
import { lineOf, listingOf, type Listing } from './listing';

const MODEL_LIMIT = 200;
const NAME_LIMIT = 120;

/** Reads what `models.list` answers. */
export function readModels(answer: unknown): Listing<CapableModelDto> | null {
  return listingOf(asRecord(answer)['models'], MODEL_LIMIT, readModel);
}

function readModel(value: unknown): CapableModelDto | null {
  const row = asRecord(value);
  const [id, provider] = [lineOf(row['id'], NAME_LIMIT), lineOf(row['provider'], NAME_LIMIT)];
  if (id === null || provider === null) return null;
  const { available } = row;
  return {
    ...{ id, provider, name: lineOf(row['name'], NAME_LIMIT) ?? id },
    isDefault: asList(row['tags']).includes('default'),
    available: typeof available === 'boolean' ? available : null,
    fault: wordOf(MODEL_FAULTS, row['unavailableReason']),
    contextWindow: asCount(row['contextWindow']),
    reasoning: row['reasoning'] === true,
    inputs: MODEL_INPUTS.filter((input) => asList(row['input']).includes(input)),
  };
}
