// The pages whose shell blocks are run, in the order in which somebody follows them on one machine.

/**
 * @typedef {object} Journey
 * @property {string} name
 * @property {boolean} engine needs a Docker engine and Compose
 * @property {{ page: string, section?: string }[]} parts a page, or what stands under one heading of it
 */

/** @type {Journey[]} */
export const JOURNEYS = [
  { name: 'quick start', engine: false, parts: [{ page: 'README.md' }] },
  {
    name: 'one machine',
    engine: false,
    parts: [
      { page: 'docs/install/embedded.md' },
      { page: 'docs/upgrade.md', section: 'One machine' },
      { page: 'docs/backup.md', section: 'One machine' },
    ],
  },
  {
    name: 'Compose',
    engine: true,
    parts: [
      { page: 'docs/install/compose.md' },
      { page: 'docs/upgrade.md', section: 'Compose' },
      { page: 'docs/backup.md', section: 'Compose' },
    ],
  },
];

/** Every page of a journey, once. */
export const PAGES = [...new Set(JOURNEYS.flatMap(({ parts }) => parts.map(({ page }) => page)))];

/**
 * The blocks of each journey in their order.
 * @param {Journey[]} journeys
 * @param {import('./read-page.mjs').Block[]} blocks of all pages
 * @returns {{ plans: { journey: Journey, blocks: import('./read-page.mjs').Block[] }[], faults: string[] }}
 */
export function planJourneys(journeys, blocks) {
  const taken = new Set();
  const faults = [];
  const plans = journeys.map((journey) => ({
    journey,
    blocks: journey.parts.flatMap(({ page, section }) => {
      const chosen = blocks.filter(
        (block) => block.page === page && (section === undefined || block.section === section),
      );
      if (chosen.length === 0) faults.push(`${page}: no block${section ? ` under “${section}”` : ''}`);
      for (const block of chosen) taken.add(block);
      return chosen;
    }),
  }));
  // What nobody comes by must say why it is not run.
  for (const block of blocks) {
    if (!taken.has(block) && block.reason === null) {
      faults.push(`${block.page}:${block.line}: no journey has the section “${block.section}”`);
    }
  }
  return { plans, faults };
}
