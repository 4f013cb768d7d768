import { plainLine } from '@nora/contracts';
import { CliError } from '../system/errors';
import { EXIT } from './exit-codes';

/**
 * The one of several things that a name or an id means.
 * @param what the word for such a thing, e.g. `budget`
 * @throws CliError when there is none, or several of that name
 */
export function named<T extends { id: string; name: string }>(
  all: readonly T[],
  reference: string,
  what: string,
): T {
  const found = all.filter(({ id, name }) => [id, name].includes(reference));
  const [one, another] = found;
  if (one === undefined) throw new CliError(`there is no ${what} "${plainLine(reference)}"`, EXIT.notFound);
  if (another !== undefined) {
    throw new CliError(
      `several are called "${plainLine(reference)}": name the ${what} by its id`,
      EXIT.usage,
    );
  }
  return one;
}
