import { TestModelProvider } from '@nora/testing';
import type { Page } from 'playwright-core';
import { violationsOn, violationsWithOverlay } from '../support/accessibility';
import { get, post } from '../support/api';
import { comeIn, newPerson } from '../support/people';
import { Visitor, gone, seen, type ColorScheme } from '../support/visitor';
import { confirmByName, rowOf, stoppedAgent } from '../support/workspaces';

const KEY = 'sk-first-0123456789ab12';
const ROTATED = 'sk-second-987654321cd34';
const NAME = 'House models';
/** What the test provider lists. */
const LISTED = 'gpt-x';
const NOT_ITS_KEY = 'This is not a key of the test provider.';

interface AgentModel {
  providerId: string | null;
  model: string;
  fallbacks: { providerId: string | null; model: string }[];
  loop: { action: string };
}

describe('providers of models', () => {
  let provider: TestModelProvider;
  let visitor: Visitor;
  let page: Page;
  let workspaceId: string;
  let agentId: string;

  beforeAll(async () => {
    provider = await TestModelProvider.start(KEY);
    visitor = await comeIn(await newPerson());
    ({ page } = visitor);
    const { items } = await get<{ items: { id: string }[] }>(page, '/api/workspaces');
    workspaceId = items[0]?.id ?? '';
  });

  afterEach(() => {
    expect(visitor.takeFaults()).toEqual([]);
  });

  afterAll(async () => {
    await visitor.leave();
    await provider.close();
  });

  const row = () => rowOf(page, 'Providers', NAME);
  const act = async (name: string) => {
    await page.getByRole('button', { name: `Actions for ${NAME}` }).click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  const model = () => get<AgentModel>(page, `/api/agents/${agentId}/model`);

  it('one is added once it has answered, and its key is shown no more', async () => {
    await page.goto(`/app/workspaces/${workspaceId}/providers`);
    await seen(page.getByRole('heading', { name: 'No providers yet' }));
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add the first provider' }).click();
    const form = page.getByRole('dialog', { name: 'Add a provider' });
    await form.getByRole('button', { name: 'Add provider' }).click();
    await seen(form.getByText('Choose who runs the models.'));
    await form.getByLabel('Kind').selectOption({ label: 'OpenAI-compatible' });
    await form.getByLabel('Name', { exact: true }).fill(NAME);
    await form.getByLabel('Address').fill(`${provider.url}/v1`);
    await form.getByLabel('API key').fill('sk-nobody-knows-this');
    await form.getByRole('button', { name: 'Test', exact: true }).click();
    await seen(form.getByRole('status').filter({ hasText: NOT_ITS_KEY }));
    await form.getByLabel('Default model').fill('small-1');
    await form.getByRole('button', { name: 'Add provider' }).click();
    await seen(form.locator('mat-error').filter({ hasText: NOT_ITS_KEY }));
    expect(visitor.takeFaults().join()).toMatch(/status of 422/);
    expect(await violationsWithOverlay(page)).toEqual([]);

    await form.getByLabel('API key').fill(KEY);
    await form.getByRole('button', { name: 'Test', exact: true }).click();
    await seen(form.getByRole('status').filter({ hasText: 'lists 1 model' }));
    await form.getByRole('checkbox', { name: /^New agents use it/ }).check();
    await visitor.picture('provider-tested');
    await form.getByRole('button', { name: 'Add provider' }).click();
    await gone(form);
    await seen(
      row().filter({ hasText: 'Answers' }).filter({ hasText: 'default' }).filter({ hasText: 'No agent' }),
    );
    expect(await page.content()).not.toContain(KEY);
    await visitor.picture('providers');
  });

  it('its models are listed with what they cost, and the workspace may know better', async () => {
    await page.getByRole('link', { name: `Models and prices of ${NAME}` }).click();
    const models = page.getByRole('table', { name: 'Models' });
    await seen(models.getByRole('row').filter({ hasText: LISTED }).filter({ hasText: 'Unknown' }));
    await page.getByRole('button', { name: `Set price of ${LISTED}` }).click();
    const form = page.getByRole('dialog', { name: `What ${LISTED} costs` });
    await form.getByLabel('Input', { exact: true }).fill('2.5');
    await form.getByLabel('Output').fill('much');
    await form.getByRole('button', { name: 'Save price' }).click();
    await seen(form.getByText('Enter a number, as in 10.'));
    expect(await violationsWithOverlay(page)).toEqual([]);
    await form.getByLabel('Output').fill('10');
    await form.getByRole('button', { name: 'Save price' }).click();
    await gone(form);
    const row = models.getByRole('row').filter({ hasText: LISTED });
    await seen(
      row.filter({ hasText: 'Your own' }).filter({ hasText: '$2.50' }).filter({ hasText: '$10.00' }),
    );
    await page.keyboard.press('/');
    await page.keyboard.type('nothing');
    await seen(page.getByRole('heading', { name: 'No model matches' }));
    await page.waitForURL(/q=nothing/);
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture('provider-models');
  });

  it('a new agent is offered it, the default of the workspace first', async () => {
    await page.goto('/app/deploy');
    const choices = page.getByRole('group', { name: 'Model provider' });
    await seen(choices.getByRole('radio', { name: new RegExp(`^${NAME} \\(default\\)`), checked: true }));
    expect(await page.getByRole('combobox', { name: 'Model' }).inputValue()).toBe('small-1');
    await page.getByRole('combobox', { name: 'Model' }).focus();
    const offered = page.locator(`datalist option[value="${LISTED}"]`);
    await offered.waitFor({ state: 'attached' });
    expect(await offered.textContent()).toContain('$2.50 in, $10.00 out');
    await choices.getByRole('radio', { name: /^Demo/ }).check();
    await gone(page.getByRole('combobox', { name: 'Model' }));
    await page.getByRole('button', { name: 'Add a provider' }).click();
    await seen(page.getByRole('dialog', { name: 'Add a provider' }));
    await page.keyboard.press('Escape');
    expect(await violationsOn(page)).toEqual([]);
  });

  it('an agent is bound to it without a redeploy, with a fallback and a guard against loops', async () => {
    agentId = await stoppedAgent(page, workspaceId, 'Bound');
    await page.goto(`/app/agents/${agentId}/settings#model`);
    const first = page.getByRole('group', { name: 'First choice' });
    await first.getByLabel('Provider').selectOption({ label: NAME });
    expect(await first.getByLabel('Model').inputValue()).toBe('small-1');
    await first.getByLabel('Model').fill('large-2');
    await page.getByRole('button', { name: 'Add a fallback' }).click();
    const fallback = page.getByRole('group', { name: 'Fallback 1' });
    await fallback.getByLabel('Provider').selectOption({ label: NAME });
    await fallback.getByLabel('Model').fill('large-2');
    await page.getByRole('button', { name: 'Save the model' }).click();
    await seen(fallback.locator('mat-error').filter({ hasText: 'This model is asked already.' }));
    expect(visitor.takeFaults().join()).toMatch(/status of 422/);
    await fallback.getByLabel('Model').fill('small-1');
    await page.getByLabel('What is done', { exact: true }).selectOption('pause');
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save the model' }).click();
    await seen(page.getByText('Saved. It holds from the next call on.'));
    const bound = await model();
    expect(bound).toMatchObject({ model: 'large-2', loop: { action: 'pause' } });
    expect(bound.fallbacks).toEqual([expect.objectContaining({ model: 'small-1' })]);
    expect(await get<object>(page, `/api/agents/${agentId}`)).toMatchObject({ redeployWantedAt: null });
    await visitor.picture('agent-model');
  });

  it('a key inside of the runtime is called what it is, and asks for a redeploy', async () => {
    const direct = page.getByRole('radio', { name: /^Direct/ });
    expect(await direct.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Remove fallback 1' }).click();
    await direct.check();
    await seen(page.getByRole('alert').filter({ hasText: 'no budget holds' }));
    await page.getByRole('button', { name: 'Save the model' }).click();
    await seen(page.getByRole('heading', { name: 'A redeploy is wanted' }));
    await page.getByRole('radio', { name: /^Through Nora/ }).check();
    await page.getByRole('button', { name: 'Save the model' }).click();
    await seen(page.getByText('Saved. The runtime learns it'));
  });

  it('its key is rotated when the new one answers', async () => {
    provider.takes(ROTATED);
    await page.goto(`/app/workspaces/${workspaceId}/providers`);
    await seen(row().filter({ hasText: 'Bound' }));
    await page.getByRole('button', { name: `Test ${NAME}` }).click();
    await seen(row().filter({ hasText: 'Test failed' }).filter({ hasText: NOT_ITS_KEY }));
    await act('Rotate key');
    const form = page.getByRole('dialog', { name: `Another key for “${NAME}”` });
    await form.getByLabel('New API key').fill('sk-still-wrong');
    await form.getByRole('button', { name: 'Rotate key' }).click();
    await seen(form.locator('mat-error').filter({ hasText: NOT_ITS_KEY }));
    expect(visitor.takeFaults().join()).toMatch(/status of 422/);
    expect(await violationsWithOverlay(page)).toEqual([]);
    await form.getByLabel('New API key').fill(ROTATED);
    await form.getByRole('button', { name: 'Rotate key' }).click();
    await gone(form);
    await seen(
      row()
        .filter({ hasText: 'Answers' })
        .filter({ hasText: ROTATED.slice(-2) }),
    );
  });

  it('it is switched off and on, and stays while an agent uses it', async () => {
    await act('Switch off');
    await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
    await seen(row().filter({ hasText: 'Switched off' }));
    await act('Switch on');
    await seen(row().filter({ hasText: 'Answers' }));
    await act('Delete');
    await confirmByName(page, NAME, 'Delete provider');
    const inUse = page.getByRole('alert').filter({ hasText: 'Agents use this provider' });
    await seen(inUse.getByRole('link', { name: 'Bound' }));
    expect(visitor.takeFaults().join()).toMatch(/status of 409/);
    expect(await violationsOn(page)).toEqual([]);
    await inUse.getByRole('link', { name: 'Bound' }).click();
    await page.getByRole('group', { name: 'First choice' }).getByLabel('Provider').selectOption('demo');
    await page.getByRole('button', { name: 'Save the model' }).click();
    await seen(page.getByRole('status').filter({ hasText: /^\s*Saved\./ }));
    expect((await model()).providerId).toBeNull();
    await page.goto(`/app/workspaces/${workspaceId}/providers`);
    await act('Delete');
    await confirmByName(page, NAME, 'Delete provider');
    await seen(page.getByRole('heading', { name: 'No providers yet' }));
  });

  it('a secret is given to the agent and shown by name alone', async () => {
    await page.goto(`/app/agents/${agentId}/settings#secrets`);
    await seen(page.getByText('There is nobody else to ask: add a provider first.'));
    expect(await page.getByRole('button', { name: 'Add a fallback' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Add a secret' }).click();
    const form = page.getByRole('dialog', { name: 'Add a secret' });
    await form.getByLabel('Name').fill('NODE_OPTIONS');
    await form.getByLabel('Value').fill('--hush-hush');
    await form.getByRole('button', { name: 'Add secret' }).click();
    await seen(form.locator('mat-error').filter({ hasText: 'decides how the runtime itself runs' }));
    expect(visitor.takeFaults().join()).toMatch(/status of 422/);
    expect(await violationsWithOverlay(page)).toEqual([]);
    await form.getByLabel('Name').fill('TOOL_TOKEN');
    await form.getByRole('button', { name: 'Add secret' }).click();
    await gone(form);
    await seen(page.getByRole('list', { name: 'Secrets' }).getByText('TOOL_TOKEN'));
    expect(await page.content()).not.toContain('--hush-hush');
    await page.getByRole('button', { name: 'Delete TOOL_TOKEN' }).click();
    await confirmByName(page, 'TOOL_TOKEN', 'Delete secret');
    await seen(page.getByText('None yet.'));
  });
});

describe.each(['light', 'dark'] as ColorScheme[])('the page of providers in %s', (scheme) => {
  it('has no barrier, on a large screen and on a small one', async () => {
    const visitor = await comeIn(await newPerson(), scheme);
    const { page } = visitor;
    try {
      const { items } = await get<{ items: { id: string }[] }>(page, '/api/workspaces');
      const base = `/api/workspaces/${items[0]?.id}/providers`;
      const kinds = ['anthropic', 'openai', 'google'];
      for (const kind of kinds) {
        const body = { name: kind, kind, apiKey: `sk-${kind}-0123456789`, defaultModel: 'large' };
        await post(page, base, { ...body, skipTest: true });
      }
      await page.goto(`/app/workspaces/${items[0]?.id}/providers`);
      await seen(rowOf(page, 'Providers', 'Google Gemini').filter({ hasText: 'Not tested' }));
      expect(await violationsOn(page)).toEqual([]);
      await page.setViewportSize({ width: 375, height: 700 });
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate<number>(OVERFLOW)).toBeLessThanOrEqual(0);
      await visitor.picture(`providers-small-${scheme}`);
      await page.getByRole('button', { name: 'Add a provider' }).click();
      await seen(page.getByRole('dialog', { name: 'Add a provider' }));
      expect(await violationsWithOverlay(page)).toEqual([]);
      await visitor.picture(`provider-form-small-${scheme}`);
      expect(visitor.takeFaults()).toEqual([]);
    } finally {
      await visitor.leave();
    }
  });
});

const OVERFLOW = `Math.max(...['html', 'main'].map((name) => document.querySelector(name)).map((e) => e.scrollWidth - e.clientWidth))`;
