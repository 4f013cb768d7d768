import { liveInstance } from '@nora/testing';
import type { Page } from 'playwright-core';
import { violationsOn } from './support/accessibility';
import {
  DEPLOY_TIMEOUT_MS,
  OPERATION_TIMEOUT_MS,
  openRunningAgent,
  openTab,
  stateOf,
} from './support/agents';
import { Visitor, gone, seen } from './support/visitor';

const FIRST = 'Day shift';
const NAME = 'Late shift';
const SECOND = 'Second shift';

describe(`the lifecycle of agents on ${liveInstance().target}, in the browser`, () => {
  let visitor: Visitor;
  let page: Page;
  let agentId: string;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    agentId = await openRunningAgent(page, FIRST);
  }, DEPLOY_TIMEOUT_MS);

  afterEach(() => {
    expect(visitor.takeFaults()).toEqual([]);
  });

  afterAll(() => visitor.leave());

  const latest = () => page.getByRole('region', { name: 'Latest deployment' });
  const table = () => page.getByRole('table', { name: 'Agents' });
  const rowOf = (name: string) => table().getByRole('row').filter({ hasText: name });
  const settings = async (section: string) => {
    await page.goto(`/app/agents/${agentId}/settings`);
    return page.getByRole('region', { name: section, exact: true });
  };

  it(
    'a new name stands everywhere at once, and is a version',
    async () => {
      const section = await settings('Name');
      await section.getByLabel('Name').fill(NAME);
      await section.getByRole('button', { name: 'Rename' }).click();
      await seen(page.getByRole('heading', { level: 1, name: NAME }));
      await openTab(page, 'Overview');
      await seen(latest().getByRole('heading', { name: 'Rename' }));
      await seen(latest().getByText('Succeeded'), OPERATION_TIMEOUT_MS);
      await openTab(page, 'Versions');
      await seen(page.getByText(`Renamed from “${FIRST}”`));
      await page.goto('/app/agents');
      await seen(rowOf(NAME));
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'other resources are a new version that can be compared and taken back',
    async () => {
      const section = await settings('Resources');
      await section.getByLabel('Memory').fill('2304');
      await section.getByLabel('What it is for').fill('Longer answers');
      await section.getByRole('button', { name: 'Change resources' }).click();
      await section.getByRole('link', { name: 'See its deployment' }).click();
      await seen(latest().getByRole('heading', { name: 'Change resources' }));
      await seen(latest().getByText('Succeeded'), OPERATION_TIMEOUT_MS);
      await seen(page.getByRole('region', { name: 'Facts' }).getByText('2304 MB'));

      await openTab(page, 'Versions');
      const changed = page.getByRole('region', { name: 'What changed' });
      await seen(changed.getByRole('row', { name: /Memory.*2048.*2304/ }));
      await seen(page.getByText('Longer answers'));
      await page.getByRole('radio', { name: 'Compare from version 1' }).check();
      await seen(changed.getByRole('row', { name: new RegExp(`Name.*${FIRST}.*${NAME}`) }));
      await page.waitForURL('**/versions?from=1&to=3');
      await page.reload();
      await seen(changed.getByRole('row', { name: /Memory.*2048.*2304/ }));
      await visitor.picture('versions');

      await page.getByRole('button', { name: 'Roll back to version 2' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
      await seen(page.getByText('Back to version 2'));
      await openTab(page, 'Overview');
      await seen(latest().getByText('back to version 2'));
      await seen(latest().getByText('Succeeded'), OPERATION_TIMEOUT_MS);
      await seen(page.getByRole('region', { name: 'Facts' }).getByText('2048 MB'));
      await seen(stateOf(page, 'Running', NAME));
    },
    2 * OPERATION_TIMEOUT_MS,
  );

  it(
    'a deployment is called off, says so, and can be tried again',
    async () => {
      await page.goto(`/app/agents/${agentId}/overview`);
      await page.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Redeploy' }).click();
      // Where the runtime is made already, what a cancellation leaves is always the same.
      const waiting = latest().getByRole('listitem').filter({ hasText: 'Wait for the gateway to answer' });
      await seen(waiting.filter({ hasText: 'In progress' }), OPERATION_TIMEOUT_MS);
      await latest().getByRole('button', { name: 'Cancel', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel deployment' }).click();
      await seen(latest().getByText('Cancelled', { exact: true }), OPERATION_TIMEOUT_MS);
      await seen(latest().getByRole('group', { name: 'How it ended' }));
      await visitor.picture('cancelled');
      expect(await violationsOn(page)).toEqual([]);
      await latest().getByRole('button', { name: 'Try again' }).click();
      await seen(latest().getByText('Succeeded'), OPERATION_TIMEOUT_MS);
      await seen(stateOf(page, 'Running', NAME));
    },
    2 * OPERATION_TIMEOUT_MS,
  );

  it(
    'a duplicate is an agent of its own',
    async () => {
      const section = await settings('Duplicate');
      await section.getByRole('radio', { name: /^Configuration and files/ }).check();
      await section.getByLabel('Name of the new agent').fill(SECOND);
      await section.getByRole('button', { name: 'Duplicate' }).click();
      await seen(page.getByRole('heading', { level: 1, name: SECOND }));
      await seen(latest().getByText('Copy the state of the other agent'), OPERATION_TIMEOUT_MS);
      await seen(stateOf(page, 'Running', SECOND), OPERATION_TIMEOUT_MS);
      await page.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Stop' }).click();
      await seen(stateOf(page, 'Stopped', SECOND), OPERATION_TIMEOUT_MS);
    },
    3 * OPERATION_TIMEOUT_MS,
  );

  it(
    'several agents are stopped at once by keyboard, with a result for each that stays',
    async () => {
      await page.goto('/app/agents');
      const bar = page.getByRole('toolbar', { name: 'Chosen agents' });
      await seen(page.getByRole('checkbox', { name: `Choose ${SECOND}` }));
      await rowOf(NAME).getByRole('link', { name: NAME }).focus();
      await page.keyboard.press('x');
      await seen(bar.getByText('1 chosen'));
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Shift+X');
      await seen(bar.getByText('2 chosen'));
      expect(await violationsOn(page)).toEqual([]);
      await bar.getByRole('button', { name: /^Stop/ }).click();
      await gone(bar);
      const results = page.getByRole('region', { name: /result for each agent/ });
      const resultOf = (name: string) => results.getByRole('listitem').filter({ hasText: name });
      await seen(resultOf(SECOND).getByText('An agent that is stopped cannot stop', { exact: false }));
      await seen(resultOf(NAME).getByText('Succeeded'), OPERATION_TIMEOUT_MS);
      await seen(rowOf(NAME).getByText('Stopped'));
      await page.reload();
      await seen(results.getByText('1 done, 1 not done'));
      await visitor.picture('bulk-results');
      await results.getByRole('button', { name: 'Dismiss the results' }).click();
      await gone(results);
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'several agents are deleted only after their number was typed',
    async () => {
      await page.goto('/app/agents');
      await page.getByRole('checkbox', { name: `Choose ${SECOND}` }).check();
      await page
        .getByRole('toolbar', { name: 'Chosen agents' })
        .getByRole('button', { name: 'Delete' })
        .click();
      const dialog = page.getByRole('dialog');
      const confirm = dialog.getByRole('button', { name: /^Delete 1/ });
      expect(await confirm.isDisabled()).toBe(true);
      await dialog.getByLabel('Number of agents').fill('1');
      await confirm.click();
      await gone(rowOf(SECOND), OPERATION_TIMEOUT_MS);
      await page.getByRole('button', { name: 'Dismiss the results' }).click();
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'an agent that was deleted with its data kept comes back as it was',
    async () => {
      await page.goto(`/app/agents/${agentId}/settings`);
      await page
        .getByRole('region', { name: 'Danger zone' })
        .getByRole('button', { name: 'Delete agent', exact: true })
        .click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('checkbox', { name: /Keep its data/ }).check();
      await seen(dialog.getByText(/stay until you remove them/));
      await dialog.getByLabel('Name').fill(NAME);
      await dialog.getByRole('button', { name: 'Delete agent' }).click();
      await seen(page.getByRole('heading', { name: 'This agent is deleted' }), OPERATION_TIMEOUT_MS);
      await seen(page.getByText('it can be restored as it was', { exact: false }));

      await page.goto('/app/agents');
      await page.getByRole('button', { name: 'Show the deleted ones' }).click();
      await page.waitForURL('**/agents?status=deleted');
      await rowOf(NAME)
        .getByRole('button', { name: `Actions for ${NAME}` })
        .click();
      await visitor.picture('deleted');
      await page.getByRole('menuitem', { name: 'Restore' }).click();
      await seen(page.getByRole('button', { name: /^Running 1/ }), OPERATION_TIMEOUT_MS);
      await page.goto(`/app/agents/${agentId}/overview`);
      await seen(stateOf(page, 'Running', NAME), OPERATION_TIMEOUT_MS);
      await seen(latest().getByRole('heading', { name: 'Restore' }));
    },
    3 * OPERATION_TIMEOUT_MS,
  );
});
