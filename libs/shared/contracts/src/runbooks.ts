/** The page that says of everything that can be wrong what it means and what to do, below the root of the project. */
export const RUNBOOKS = 'docs/runbooks.md';

/** Checks that have one section together, by how their names begin. */
const TOGETHER: readonly (readonly [RegExp, string])[] = [
  [/^queue-/, 'queues'],
  [/^target-|^docker$/, 'targets'],
  [/^postgres$/, 'postgresql'],
];

/**
 * The section of the runbooks about a check of `./nora doctor` or of the health of the installation.
 * @param check its name or id, e.g. `redis eviction` or `queue-deployments`
 * @returns e.g. `docs/runbooks.md#queues`
 */
export function runbookOf(check: string): string {
  const id = check.replaceAll(' ', '-');
  const [, section = id] = TOGETHER.find(([pattern]) => pattern.test(id)) ?? [];
  return `${RUNBOOKS}#${section}`;
}
