import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { violationsOn, violationsWithOverlay } from '../support/accessibility';
import { post } from '../support/api';
import { comeIn, newPerson } from '../support/people';
import { Visitor, gone, seen } from '../support/visitor';
import { confirmByName, rowOf } from '../support/workspaces';

const KEY = 'nightly report';

describe('API keys and what the audit log tells of them', () => {
  let visitor: Visitor;
  let page: Page;
  let workspaceId: string;

  beforeAll(async () => {
    visitor = await comeIn(await newPerson());
    ({ page } = visitor);
    const name = `Reports ${Date.now()}`;
    workspaceId = (await post<{ id: string }>(page, '/api/workspaces', { name })).id;
  });

  afterEach(() => {
    expect(visitor.takeFaults()).toEqual([]);
  });

  afterAll(() => visitor.leave());

  const url = (tab: string) => `/app/workspaces/${workspaceId}/${tab}`;

  it('a new key is shown once, and works as its example says until it is revoked', async () => {
    await page.goto(url('api-keys'));
    await seen(page.getByRole('heading', { name: 'No API keys' }));
    await page.getByRole('button', { name: 'New API key' }).click();
    const form = page.getByRole('dialog', { name: 'New API key' });
    await form.getByRole('button', { name: 'Create key' }).click();
    await seen(form.getByText('Choose at least one.'));
    expect(await form.getByRole('checkbox', { name: 'integrations:read' }).count()).toBe(1);
    await form.getByLabel('Name').fill(KEY);
    await form.getByRole('checkbox', { name: 'agents:read' }).check();
    await form.getByLabel('Allowed addresses').fill('not an address');
    await form.getByRole('button', { name: 'Create key' }).click();
    await seen(form.locator('mat-error').filter({ hasText: /allowedCidrs/ }));
    expect(visitor.takeFaults().join()).toMatch(/status of 422/);
    await form.getByLabel('Allowed addresses').fill('127.0.0.0/8 ::1');
    expect(await violationsWithOverlay(page)).toEqual([]);
    await form.getByRole('button', { name: 'Create key' }).click();
    const shown = page.getByRole('dialog', { name: `API key “${KEY}”` });
    const key = await shown.getByRole('group', { name: 'API key' }).innerText();
    const example = await shown.getByRole('group', { name: 'Try it with curl' }).innerText();
    expect(await violationsWithOverlay(page)).toEqual([]);
    await visitor.picture('api-key-shown');
    await page.keyboard.press('Escape');
    expect(example).toContain(key);
    await shown.getByRole('button', { name: 'I have stored it' }).click();
    await gone(shown);
    expect(await page.content()).not.toContain(key);

    const answer = await asShown(example);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ items: [], nextCursor: null });
    await page.reload();
    await seen(rowOf(page, 'API keys', KEY).filter({ hasText: /127\.0\.0\.1|::1/ }));

    await page.getByRole('button', { name: `Rename ${KEY}` }).click();
    await page.getByRole('dialog').getByLabel('Name').fill(`${KEY} 2`);
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await seen(rowOf(page, 'API keys', `${KEY} 2`));
    await page.getByRole('button', { name: `Revoke ${KEY} 2` }).click();
    await confirmByName(page, `${KEY} 2`, 'Revoke key');
    await seen(rowOf(page, 'API keys', `${KEY} 2`).filter({ hasText: 'Revoked' }));
    await seen(page.locator('button:focus').and(page.getByRole('button', { name: `Rename ${KEY} 2` })));
    expect((await asShown(example)).status).toBe(401);
    await visitor.picture('api-keys');
  });

  it('the audit log tells what was done, keeps its filter in the address, and is exported with it', async () => {
    await page.goto(url('audit'));
    const table = page.getByRole('table', { name: 'Audit log' });
    await seen(table.getByRole('row').filter({ hasText: 'workspace.create' }));
    await page.getByLabel('Action').fill('api-key');
    await page.keyboard.press('Enter');
    await gone(table.getByRole('row').filter({ hasText: 'workspace.create' }));
    await table.getByRole('button', { name: /^Details of api-key.rename/ }).click();
    await seen(table.getByText(`After: ${KEY} 2`));
    await page.waitForURL(/action=api-key\.&entry=/);
    await page.reload();
    await seen(table.getByText(`Before: ${KEY}`, { exact: true }));
    await seen(table.getByText(/^[0-9a-f]{64}$/));
    await visitor.picture('audit-entry');
    expect(await violationsOn(page)).toEqual([]);

    const csv = await download(page, 'Export CSV');
    expect(csv).toMatch(/api-key\.revoke/);
    expect(csv).not.toMatch(/workspace\.create/);
    const lines = (await download(page, 'Export JSON Lines')).trim().split('\n');
    const actions = lines.map((line) => (JSON.parse(line) as { action?: string }).action ?? '');
    expect(actions).toEqual(expect.arrayContaining(['api-key.create', 'api-key.rename', 'api-key.revoke']));
    expect(actions.join()).not.toMatch(/workspace\.create/);

    await table.getByRole('button', { name: 'On this resource' }).click();
    await page.waitForURL(/resourceId=/);
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await seen(table.getByRole('row').filter({ hasText: 'workspace.create' }));
  });
});

/** Does what the shown command does. */
function asShown(command: string): Promise<Response> {
  const [, header = '', url = ''] = /^curl -H '([^']+)' '([^']+)'$/.exec(command) ?? [];
  const [name = '', value = ''] = header.split(': ');
  return fetch(url, { headers: { [name]: value } });
}

async function download(page: Page, link: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link }).click(),
  ]);
  return readFile(await file.path(), 'utf8');
}
