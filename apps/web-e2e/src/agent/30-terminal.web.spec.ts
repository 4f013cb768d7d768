import { liveInstance } from '@nora/testing';
import type { Page } from 'playwright-core';
import { violationsOn } from '../support/accessibility';
import { DEPLOY_TIMEOUT_MS, openRunningAgent, openTab } from '../support/agents';
import { type CutLine, layLine } from '../support/cut-line';
import { Visitor, gone, seen } from '../support/visitor';

const SHOWN_WITHIN_MS = 30_000;
/** The image of an agent is too slim to have `top`. */
const OWN_SCREEN = [
  'const out = process.stdout;',
  'const draw = () => out.write(`\\x1b[?1049h\\x1b[H${["PID", "USER"].join(" ")} ${out.columns}`);',
  'draw();',
  'out.on("resize", draw);',
  'const end = () => out.write("\\x1b[?1049l", () => process.exit());',
  'process.stdin.setRawMode(true).on("data", end);',
].join(' ');
const WHOLE_SCREEN = liveInstance().target === 'docker' ? `node -e '${OWN_SCREEN}'` : 'top';

describe(`a terminal in an agent on ${liveInstance().target}`, () => {
  let visitor: Visitor;
  let page: Page;
  let line: CutLine;

  beforeAll(async () => {
    line = await layLine();
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    await openRunningAgent(page);
    await openTab(page, 'Terminal');
    await live();
    await shows(/:~\$$/);
  }, DEPLOY_TIMEOUT_MS);

  afterEach(() => {
    expect(visitor.takeFaults()).toEqual([]);
  });

  afterAll(async () => {
    await visitor?.leave();
    await line.close();
  });

  const live = () =>
    seen(page.getByRole('toolbar', { name: 'Terminal' }).getByText('Live', { exact: true }), SHOWN_WITHIN_MS);
  /** What it shows, without the empty lines below. */
  const screen = async () => {
    const text = await page.locator('.xterm-rows').innerText();
    return text.replace(/\u00a0/g, ' ').trimEnd();
  };
  const input = () => page.getByRole('textbox', { name: 'Terminal input' });

  async function shows(pattern: RegExp): Promise<void> {
    const deadline = Date.now() + SHOWN_WITHIN_MS;
    while (!pattern.test(await screen())) {
      if (Date.now() > deadline) throw new Error(`${pattern} is not in ${JSON.stringify(await screen())}`);
      await page.waitForTimeout(100);
    }
  }

  async function type(text: string): Promise<void> {
    await input().focus();
    await page.keyboard.type(text);
  }

  async function clear(): Promise<void> {
    await type('clear\n');
    await shows(/^\S+:~\$$/);
  }

  it('runs a program for whole screens, and follows the size of the window', async () => {
    await type(`${WHOLE_SCREEN}\n`);
    await shows(/PID USER/);
    await page.setViewportSize({ width: 900, height: 600 });
    await page.keyboard.press('q');
    await shows(/:~\$$/);
    await clear();
    await type('stty size\n');
    await shows(/\n\d+ \d+ *\n/);
    const small = /\n(\d+) (\d+) *\n/.exec(await screen());
    await page.setViewportSize({ width: 1280, height: 800 });
    await clear();
    await type('stty size\n');
    await shows(/\n\d+ \d+ *\n/);
    const large = /\n(\d+) (\d+) *\n/.exec(await screen());
    expect(Number(large?.[1])).toBeGreaterThan(Number(small?.[1]));
    expect(Number(large?.[2])).toBeGreaterThan(Number(small?.[2]));
  });

  it('speaks every script and every colour', async () => {
    await clear();
    await type(String.raw`printf 'gr\xc3\xbc\xc3\x9fe \e[38;2;10;200;120mtrue\e[0m\n'` + '\n');
    await shows(/\ngrüße true *\n/);
    const [usual, own] = await page.evaluate<string[]>(`(() => {
      const rows = document.querySelector('.xterm-rows');
      const coloured = [...rows.querySelectorAll('span')].find((one) => one.textContent.trim() === 'true');
      return [rows, coloured].map((element) => getComputedStyle(element).color);
    })()`);
    expect(own).toMatch(/^rgb/);
    expect(own).not.toBe(usual);
    await visitor.picture('terminal');
  });

  it('goes on when the network was gone, and misses nothing', async () => {
    const { pathname } = new URL(page.url());
    await page.goto(line.url + pathname);
    await live();
    await clear();
    await type('for i in $(seq 1 14); do echo n-$i; sleep 0.5; done\n');
    await shows(/n-3 *\n/);
    line.cut();
    await seen(page.getByText('The connection is lost.'));
    await visitor.picture('terminal-lost');
    line.mend();
    await live();
    await gone(page.getByText('The connection is lost.'));
    await shows(/n-14 *\n/);
    const numbers = [...(await screen()).matchAll(/n-(\d+)/g)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: 14 }, (_, at) => at + 1));
    // The browser says so when a connection is cut.
    visitor.takeFaults();
    await page.goto(liveInstance().url + pathname);
    await live();
  });

  it('is the same one after a reload', async () => {
    await clear();
    await type('kept=yes; echo said-$((40 + 2))\n');
    await shows(/said-42/);
    await page.reload();
    await live();
    await shows(/said-42/);
    await type('echo $kept-$((1 + 1))\n');
    await shows(/yes-2/);
  });

  it('lets nobody be caught who has only a keyboard, and finds what was said', async () => {
    await input().focus();
    await page.keyboard.press('Control+k');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Control+Shift+ArrowUp');
    await page.keyboard.press('Enter');
    const box = page.getByRole('textbox', { name: 'Find in the terminal' });
    await box.fill('said-42');
    await page.keyboard.press('Enter');
    await gone(page.getByText('Not found'));
    await box.fill('nobody said this');
    await seen(page.getByText('Not found'));
    expect(await violationsOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await gone(box);
  });

  it('asks before several lines are pasted', async () => {
    const paste = (text: string) =>
      page.evaluate(`(() => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', ${JSON.stringify(text)});
        const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
        document.querySelector('.xterm-helper-textarea').dispatchEvent(event);
      })()`);
    await clear();
    await paste('echo one\necho two\n');
    await seen(page.getByRole('heading', { name: 'Paste 2 lines?' }));
    await page.getByRole('button', { name: 'Do not paste' }).click();
    await paste('echo one-line');
    await shows(/echo one-line/);
    expect(await screen()).not.toContain('echo two');
    await page.keyboard.press('Control+c');
  });

  it('ends with its shell, says so, and is opened again when asked', async () => {
    await type('exit 5\n');
    await seen(page.getByText('The shell ended with code 5.'));
    await page.getByRole('button', { name: 'Open another one' }).click();
    await live();
    await shows(/:~\$$/);
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('button', { name: 'End it' }).click();
    await seen(page.getByText('It was ended by hand.'));
  });
});
