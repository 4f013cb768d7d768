import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { liveInstance, serviceOf } from '@nora/testing';
import type { Page } from 'playwright-core';
import { DEPLOY_TIMEOUT_MS, OPERATION_TIMEOUT_MS, openRunningAgent } from '../support/agents';
import { type TextHistory, recordTexts } from '../support/growth';
import { Visitor, gone, seen } from '../support/visitor';

const LINE_EVERY_MS = 400;
const BACK_WITHIN_MS = 90_000;
/** High enough for every numbered line: a log has only those in the page that can be seen. */
const TALL = { width: 1280, height: 6_000 };

const QUESTION = 'Please think, then use a tool';

const occurrences = (text: string, part: string) => text.split(part).length - 1;

describe('when the API dies under somebody who works', () => {
  const instance = liveInstance();
  const mark = `count-${Date.now()}`;
  let visitor: Visitor;
  let chat: Page;
  let terminal: Page;
  let log: Page;
  let agentId: string;
  let asked: TextHistory;
  let written = 0;
  let writing: NodeJS.Timeout;

  const thread = () => chat.getByRole('group', { name: 'Conversation' });
  const tools = () => terminal.getByRole('toolbar', { name: 'Terminal' });
  const screen = async () => (await terminal.locator('.xterm-rows').innerText()).replace(/\u00a0/g, ' ');
  const numbered = () => log.locator('.line .text').allInnerTexts();

  /** As the runtime does, to the log that is its own. */
  function write(): void {
    written += 1;
    const line = `${new Date().toISOString()} stdout ${mark}-${written}\n`;
    appendFileSync(join(instance.dataDirectory, 'agents', agentId, 'run', 'runtime.log'), line);
  }

  const stop = () => chat.getByRole('button', { name: 'Stop the answer' });

  async function shows(pattern: RegExp): Promise<void> {
    const deadline = Date.now() + BACK_WITHIN_MS;
    while (!pattern.test(await screen())) {
      if (Date.now() > deadline) throw new Error(`${pattern} is not in ${JSON.stringify(await screen())}`);
      await terminal.waitForTimeout(100);
    }
  }

  async function type(text: string): Promise<void> {
    await terminal.getByRole('textbox', { name: 'Terminal input' }).focus();
    await terminal.keyboard.type(text);
  }

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    chat = visitor.page;
    agentId = await openRunningAgent(chat);
    [terminal, log] = [await chat.context().newPage(), await chat.context().newPage()];
    await log.setViewportSize(TALL);
    await log.goto(`/app/agents/${agentId}/logs?filter=${mark}`);
    await seen(log.getByText('Live', { exact: true }));
    await terminal.goto(`/app/agents/${agentId}/terminal`);
    await seen(tools().getByText('Live', { exact: true }));
    await shows(/:~\$/);
    await type('kept=yes; echo before-$((40 + 2))\n');
    await shows(/before-42/);
    writing = setInterval(write, LINE_EVERY_MS);
    await seen(log.getByText(`${mark}-3`));
    await chat.goto(`/app/agents/${agentId}/chat?session=new`);
    await seen(chat.getByRole('heading', { name: 'Say something' }));
  }, DEPLOY_TIMEOUT_MS);

  afterAll(async () => {
    clearInterval(writing);
    await visitor.leave();
  });

  it(
    'every page says so, in the middle of an answer',
    async () => {
      const { pid, restarts } = await serviceOf(instance, 'api');
      if (pid === null) throw new Error('the API does not run');
      await chat.getByRole('textbox', { name: 'Message' }).fill(QUESTION);
      await chat.keyboard.press('Enter');
      await seen(thread().getByText(QUESTION));
      asked = await recordTexts(thread());
      await seen(thread().getByText('Thoughts'), OPERATION_TIMEOUT_MS);
      const told = Promise.all([
        seen(chat.getByRole('status').getByText('The connection is lost. Trying again.')).then(async () =>
          // The model is in the API: the turn cannot have ended.
          expect(await stop().count()).toBe(1),
        ),
        seen(terminal.getByRole('alert').getByText('The connection is lost.')),
        seen(log.getByRole('status').getByText('Connection lost, trying again…')),
      ]);
      process.kill(pid, 'SIGKILL');
      await told;
      await visitor.picture('outage');
      await seen(log.getByText('Live', { exact: true }), BACK_WITHIN_MS);
      const now = await serviceOf(instance, 'api');
      expect(now.pid).not.toBe(pid);
      expect(now.restarts).toBe(restarts + 1);
    },
    OPERATION_TIMEOUT_MS,
  );

  it(
    'the conversation shows the whole turn, and nothing of it twice',
    async () => {
      // The demo model is in the API: the runtime asks it once more, and goes on.
      await gone(stop(), OPERATION_TIMEOUT_MS);
      await gone(chat.getByText('The connection is lost. Trying again.'));
      const texts = await asked.texts();
      expect(texts.length).toBeGreaterThan(2);
      for (const text of texts) expect([text, occurrences(text, QUESTION)]).toEqual([text, 1]);
      await whole();
      await chat.reload();
      await whole();
    },
    2 * OPERATION_TIMEOUT_MS,
  );

  /** What was asked, the call with what came of it, and an answer with its end. */
  async function whole(): Promise<void> {
    await seen(thread().getByText(/tokens read/));
    expect(await thread().getByRole('article').count()).toBe(2);
    const said = await thread().innerText();
    expect(occurrences(said, QUESTION)).toBe(1);
    expect(occurrences(said, 'I call a tool.')).toBe(1);
    expect(said).toMatch(/date -u\s+done/);
    expect(said).toMatch(/(in the settings of this agent|all I can do with it)\./);
  }

  it(
    'the terminal comes back, and tells that it is another one',
    async () => {
      await seen(tools().getByText('Live', { exact: true }), BACK_WITHIN_MS);
      await seen(terminal.getByText('What was said meanwhile is not all here: this begins anew.'));
      await type('echo $kept-$((6 * 7))\n');
      await shows(/\n-42/);
    },
    2 * BACK_WITHIN_MS,
  );

  it(
    'the log goes on by itself, with every line once',
    async () => {
      await seen(log.getByText('Live', { exact: true }), BACK_WITHIN_MS);
      await seen(log.getByText(`${mark}-${written + 3}`, { exact: true }), BACK_WITHIN_MS);
      clearInterval(writing);
      await seen(log.getByText(`${mark}-${written}`, { exact: true }));
      expect(await numbered()).toEqual(Array.from({ length: written }, (_, at) => `${mark}-${at + 1}`));
      await seen(log.getByText(/^\s*Connection lost for \d+ s; went on behind the last line\.\s*$/));
      await log.setViewportSize({ width: 1280, height: 800 });
    },
    2 * BACK_WITHIN_MS,
  );
});
