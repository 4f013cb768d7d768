import { liveInstance } from '@nora/testing';
import { AGENT_NAME, DEPLOY_TIMEOUT_MS, OPERATION_TIMEOUT_MS, openRunningAgent } from './support/agents';
import { Visitor, gone, seen } from './support/visitor';

describe(`deleting an agent on ${liveInstance().target}, in the browser`, () => {
  let visitor: Visitor;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    await openRunningAgent(visitor.page);
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => visitor.leave());

  it(
    'asks for the name, and leaves an empty fleet',
    async () => {
      const { page } = visitor;
      const ask = () =>
        page
          .getByRole('group', { name: 'Actions' })
          .getByRole('button', { name: 'Delete', exact: true })
          .click();
      await ask();
      const dialog = page.getByRole('dialog');
      const confirm = dialog.getByRole('button', { name: /Delete/ });
      await seen(confirm);
      expect(await confirm.isDisabled()).toBe(true);
      await dialog.getByLabel('Name').fill(AGENT_NAME.toLowerCase());
      expect(await confirm.isDisabled()).toBe(true);
      await dialog.getByRole('button', { name: 'Keep it' }).click();
      await gone(dialog);

      await ask();
      await dialog.getByLabel('Name').fill(AGENT_NAME);
      await visitor.picture('delete');
      await confirm.click();
      await gone(dialog);
      await seen(page.getByText(/This agent is deleted|No agents yet/), OPERATION_TIMEOUT_MS);
      await page.goto('/app/agents');
      await seen(page.getByRole('heading', { name: 'No agents yet' }));
      expect(visitor.takeFaults()).toEqual([]);
    },
    OPERATION_TIMEOUT_MS,
  );
});
