import type { Page } from 'playwright-core';
import { violationsOn, violationsWithOverlay } from './support/accessibility';
import { DEPLOY_TIMEOUT_MS, OPERATION_TIMEOUT_MS, openRunningAgent, openTab } from './support/agents';
import { Visitor, gone, seen, type ColorScheme } from './support/visitor';

const NAME = 'Evening report';

describe('schedules of an agent, in the browser', () => {
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    await openRunningAgent(page);
    visitor.takeFaults();
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => visitor.leave());

  const dialog = () => page.getByRole('dialog');
  const row = () => page.getByRole('row').filter({ hasText: NAME });

  it('are empty at first, and offer the act that fills them', async () => {
    await openTab(page, 'Schedules');
    await seen(page.getByRole('heading', { name: 'No schedules' }));
    await page.getByRole('button', { name: 'Make the first schedule' }).click();
    await seen(dialog().getByRole('list', { name: 'Next times' }));
  });

  it('show what a pattern means before it is kept, and what is wrong with it', async () => {
    await dialog().getByRole('button', { name: 'Every day at 02:30' }).click();
    await dialog().getByRole('combobox', { name: 'Time zone' }).fill('Europe/Berlin');
    await seen(dialog().getByText('At 02:30', { exact: true }));
    expect(await dialog().getByRole('list', { name: 'Next times' }).getByRole('listitem').count()).toBe(5);
    await dialog().getByRole('textbox', { name: 'Pattern' }).fill('61 * * * *');
    await seen(dialog().getByText(/Invalid value for minute/));
    // The browser complains about the refusal, which the form explains.
    expect(visitor.takeFaults().filter((fault) => !/422.*schedules\/preview/.test(fault))).toEqual([]);
    await dialog().getByRole('button', { name: 'Weekdays at 09:00' }).click();
    await seen(dialog().getByText('At 09:00, Monday through Friday'));
    await dialog().getByRole('button', { name: 'Create schedule' }).click();
    await seen(dialog().getByText('Enter a name of up to 80 characters.'));
    expect(await violationsWithOverlay(page)).toEqual([]);
    await visitor.picture('schedule-form');
    await dialog().getByRole('textbox', { name: 'Name' }).fill(NAME);
    await dialog().getByRole('textbox', { name: 'Prompt' }).fill('Say in one sentence how you are.');
    await dialog().getByRole('button', { name: 'Create schedule' }).click();
    await seen(row());
    await seen(row().getByText('Not yet'));
  });

  it(
    'run now, and show what the agent said when it has',
    async () => {
      await page.getByRole('button', { name: `Run ${NAME} now` }).click();
      const history = page.getByRole('region', { name: `History of ${NAME}` });
      await seen(history.getByText('Succeeded'), OPERATION_TIMEOUT_MS);
      await seen(row().getByText('Succeeded'));
      await history.getByText('Prompt and answer').click();
      await seen(history.getByRole('group', { name: 'Answer', exact: true }));
      await page.reload();
      await seen(history.getByText('Succeeded'));
      expect(visitor.takeFaults()).toEqual([]);
      await visitor.picture('schedules');
    },
    OPERATION_TIMEOUT_MS,
  );

  it.each(['light', 'dark'] as ColorScheme[])(
    'have no barrier in %s, with a history open',
    async (scheme) => {
      await page.emulateMedia({ colorScheme: scheme });
      await seen(page.getByRole('region', { name: `History of ${NAME}` }));
      expect(await violationsOn(page)).toEqual([]);
      await visitor.picture(`schedules-${scheme}`);
    },
  );

  it('are switched off and on, and deleted after a question', async () => {
    await page.getByRole('switch', { name: `${NAME} is switched on` }).click();
    await seen(row().getByText('Never'));
    await page.getByRole('switch', { name: `${NAME} is switched on` }).click();
    await gone(row().getByText('Never'));
    await page.getByRole('button', { name: `Delete ${NAME}` }).click();
    await dialog().getByRole('button', { name: 'Keep it' }).click();
    await seen(row());
    await page.getByRole('button', { name: `Delete ${NAME}` }).click();
    await dialog().getByRole('button', { name: 'Delete schedule' }).click();
    await seen(page.getByRole('heading', { name: 'No schedules' }));
    expect(visitor.takeFaults()).toEqual([]);
  });
});
