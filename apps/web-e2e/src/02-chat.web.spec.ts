import { liveInstance } from '@nora/testing';
import type { Locator, Page } from 'playwright-core';
import { violationsOn, violationsWithOverlay } from './support/accessibility';
import { OPERATION_TIMEOUT_MS, openRunningAgent, openTab } from './support/agents';
import { pageHeaders } from './support/api';
import { comeIn } from './support/people';
import { newViewerOf } from './support/viewers';
import { Visitor, gone, seen } from './support/visitor';

const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const threadOf = (page: Page): Locator => page.getByRole('group', { name: 'Conversation' });
const stopOf = (page: Page): Locator => page.getByRole('button', { name: 'Stop the answer' });
const sessionOf = (page: Page): string => new URL(page.url()).searchParams.get('session') ?? '';

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
}

/** Begins a conversation, and waits until the agent is at it. */
async function begin(page: Page, text: string): Promise<void> {
  await page.getByRole('link', { name: 'New', exact: true }).click();
  await seen(page.getByRole('heading', { name: 'Say something' }));
  await say(page, text);
  await page.waitForURL('**session=agent*');
  await seen(stopOf(page));
}

const answered = (page: Page) => gone(stopOf(page), OPERATION_TIMEOUT_MS);

describe(`conversations with an agent on ${liveInstance().target}, in the browser`, () => {
  let visitor: Visitor;
  let page: Page;
  let agentId: string;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    agentId = await openRunningAgent(page);
    await openTab(page, 'Chat');
    await seen(page.getByRole('link', { name: 'New', exact: true }));
  }, OPERATION_TIMEOUT_MS);

  afterEach(() => {
    expect(visitor.takeFaults()).toEqual([]);
  });

  afterAll(() => visitor.leave());

  it(
    'show thoughts and calls of tools, the same to everybody who looks, and after a reload',
    async () => {
      const other = await Visitor.signedIn('dark');
      try {
        await begin(page, 'Please think, then use a tool');
        await other.page.goto(page.url());
        await seen(threadOf(other.page).getByText('Please think, then use a tool'));
        await Promise.all([answered(page), answered(other.page)]);
        for (const one of [page, other.page]) {
          const thread = threadOf(one);
          await seen(thread.getByText('and it has answered'));
          await (await seen(thread.getByText('Thoughts', { exact: true }))).click();
          await seen(thread.getByText('what thinking looks like'));
          await thread.getByText('date -u', { exact: true }).click();
          await seen(thread.getByRole('group', { name: 'Output' }).getByText('UTC'));
          await seen(thread.getByText(/tokens read/));
          expect(await violationsOn(one)).toEqual([]);
        }
        await visitor.picture('conversation');
        await page.reload();
        await seen(threadOf(page).getByText('and it has answered'));
        expect(other.takeFaults()).toEqual([]);
      } finally {
        await other.leave();
      }
    },
    2 * OPERATION_TIMEOUT_MS,
  );

  it(
    'are joined by a page that is loaded while the agent answers',
    async () => {
      await begin(page, 'Who are you, and for how long?');
      await page.reload();
      await seen(threadOf(page).getByText('Who are you, and for how long?'));
      await seen(threadOf(page).getByText(/demo model/), OPERATION_TIMEOUT_MS);
      await answered(page);
      expect(await threadOf(page).getByRole('article').count()).toBe(2);
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'are stopped where it is asked for',
    async () => {
      await begin(page, 'Tell me a long story');
      await stopOf(page).click();
      await answered(page);
      await seen(threadOf(page).getByText('Stopped.'));
      await say(page, 'Go on');
      await seen(threadOf(page).getByText(/demo model/), OPERATION_TIMEOUT_MS);
      await answered(page);
    },
    2 * OPERATION_TIMEOUT_MS,
  );

  it(
    'take files along, are renamed, and are deleted for good',
    async () => {
      const title = `Milk ${Date.now()}`;
      await page.getByRole('link', { name: 'New', exact: true }).click();
      await seen(page.getByRole('heading', { name: 'Say something' }));
      await page.getByLabel('Files to attach').setInputFiles([
        { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('remember the milk') },
        { name: 'dot.png', mimeType: 'image/png', buffer: Buffer.from(PICTURE, 'base64') },
      ]);
      await page.getByRole('button', { name: 'Remove dot.png' }).click();
      await say(page, `${title}, see the notes`);
      await answered(page);
      await page.reload();
      await seen(threadOf(page).getByText('notes.txt'));
      expect(await threadOf(page).getByText('dot.png').count()).toBe(0);

      const more = (name: string) => page.getByRole('button', { name: `More for ${name}`, exact: true });
      await more(`${title}, see the notes`).click();
      expect(await violationsWithOverlay(page)).toEqual([]);
      await page.getByRole('menuitem', { name: 'Rename' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill(title);
      await page.getByRole('button', { name: 'Rename' }).click();
      await (await seen(more(title))).click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await page.getByRole('button', { name: 'Delete conversation' }).click();
      await gone(more(title));
      await page.waitForURL('**session=new');
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'are read by a viewer, who can do nothing in them',
    async () => {
      await begin(page, 'What may a viewer do?');
      await answered(page);
      const [address, session] = [page.url(), sessionOf(page)];
      const viewer = await comeIn(await newViewerOf(agentId));
      try {
        await viewer.page.goto(address);
        await seen(threadOf(viewer.page).getByText(/demo model/));
        expect(await viewer.page.getByRole('textbox', { name: 'Message' }).count()).toBe(0);
        expect(await viewer.page.getByRole('button', { name: /^More for/ }).count()).toBe(0);
        expect(await viewer.page.getByRole('link', { name: 'New', exact: true }).count()).toBe(0);
        const acts = await Promise.all([
          viewer.page.request.post(`/api/agents/${agentId}/gateway/chat`, {
            headers: pageHeaders(),
            data: { message: 'x', sessionKey: session },
          }),
          viewer.page.request.delete(`/api/agents/${agentId}/chat/sessions/${encodeURIComponent(session)}`, {
            headers: pageHeaders(),
          }),
        ]);
        expect(acts.map((answer) => answer.status())).toEqual([403, 403]);
        expect(viewer.takeFaults()).toEqual([]);
      } finally {
        await viewer.leave();
      }
    },
    OPERATION_TIMEOUT_MS,
  );

  it('are gone where there is none', async () => {
    await page.goto(`/app/agents/${agentId}/chat?session=agent:main:nora:none`);
    await seen(page.getByRole('heading', { name: 'There is no such conversation' }));
    // The page asked for what is not there.
    expect(visitor.takeFaults().filter((fault) => !fault.includes('404'))).toEqual([]);
    await page.getByRole('main').getByRole('link', { name: 'New conversation' }).click();
    await seen(page.getByRole('heading', { name: 'Say something' }));
  });
});
