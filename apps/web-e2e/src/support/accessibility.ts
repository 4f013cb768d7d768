import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** By WCAG 2.2 A and AA, and what axe calls good practice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What floats above the page lies outside its landmarks by nature. */
const NOT_OF_OVERLAYS = ['region'];

/** What axe finds wrong on the page, each with the element and the reason. */
export function violationsOn(page: Page): Promise<string[]> {
  return examine(page, []);
}

/** The same while a menu or a dialog is open. */
export function violationsWithOverlay(page: Page): Promise<string[]> {
  return examine(page, NOT_OF_OVERLAYS);
}

/** Colours are judged when they have settled; what turns for ever is left alone. */
const SETTLED = `Promise.allSettled(
  document.getAnimations()
    .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
    .map((animation) => animation.finished),
)`;

async function examine(page: Page, without: readonly string[]): Promise<string[]> {
  await page.evaluate(SETTLED);
  await page.evaluate(AXE);
  const options = {
    runOnly: { type: 'tag', values: TAGS },
    rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
  };
  const { violations } = await page.evaluate(async (given): Promise<AxeResults> => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    return axe.run(given);
  }, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
  );
}
