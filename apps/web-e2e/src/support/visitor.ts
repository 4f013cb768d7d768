import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { insertAccount, liveInstance, type Account } from '@nora/testing';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from 'playwright-core';

/** Who claims the server in the browser. */
export const ADMINISTRATOR: Account = {
  name: 'Ada Lovelace',
  email: 'ada@example.test',
  password: 'seven calm turbines hum',
};

/** Chromium in a container, without anything that calls home. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];
const VIEWPORT = { width: 1280, height: 800 };
const PATIENCE_MS = 20_000;

export type ColorScheme = 'light' | 'dark';

/** One person with a browser of their own. Keeps what the console says, so that a test can ask for it. */
export class Visitor {
  private readonly faults: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async arrive(
    colorScheme: ColorScheme = 'light',
    options: BrowserContextOptions = {},
  ): Promise<Visitor> {
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
    const context = await browser.newContext({
      baseURL: liveInstance().url,
      viewport: VIEWPORT,
      colorScheme,
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const visitor = new Visitor(browser, context, page);
    visitor.listen();
    return visitor;
  }

  /** Arrives and signs in as the administrator; claims the server first when nobody has. */
  static async signedIn(colorScheme: ColorScheme = 'light'): Promise<Visitor> {
    const visitor = await Visitor.arrive(colorScheme);
    try {
      const answer = await visitor.page.request.get('/api/auth/bootstrap');
      const { needsFirstAdmin } = (await answer.json()) as { needsFirstAdmin: boolean };
      if (needsFirstAdmin) await visitor.claim(ADMINISTRATOR);
      else await visitor.logIn(ADMINISTRATOR);
      await visitor.page.waitForURL('**/app/**');
      return visitor;
    } catch (error) {
      // A browser that is left open keeps the tests from ending.
      await visitor.leave();
      throw error;
    }
  }

  async claim({ name, email, password }: Account): Promise<void> {
    await this.page.goto(`/claim?token=${liveInstance().claimToken}`);
    await this.page.getByLabel('Your name').fill(name);
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(password);
    await this.page.getByRole('button', { name: 'Claim and sign in' }).click();
    await this.page.waitForURL('**/app/**');
  }

  async logIn({ email, password }: Account, from = '/login'): Promise<void> {
    if (from !== '') await this.page.goto(from);
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByRole('textbox', { name: 'Password' }).fill(password);
    await this.page.getByRole('button', { name: 'Log in' }).click();
  }

  /** Saves what the page looks like, for people. */
  async picture(name: string): Promise<void> {
    const directory = process.env['NORA_E2E_SHOTS'] ?? join(tmpdir(), 'nora-web-e2e');
    mkdirSync(directory, { recursive: true });
    await this.page.screenshot({ path: join(directory, `${liveInstance().target}-${name}.png`) });
  }

  /** What the console has complained about since the last time; a 401 of somebody signed out is no fault. */
  takeFaults(): string[] {
    return this.faults.splice(0);
  }

  async leave(): Promise<void> {
    await this.context.close();
    await this.browser.close();
  }

  private listen(): void {
    this.page.on('pageerror', (error) => this.faults.push(String(error)));
    this.page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const { url } = message.location();
      const signedOut = /status of 401/.test(message.text()) && /\/api\/auth\/(me|login)$/.test(url);
      if (!signedOut) this.faults.push(`${message.text()} (${url})`);
    });
  }
}

/** Waits until something can be seen, and says what was looked for when it cannot. */
export async function seen(locator: Locator, timeoutMs = PATIENCE_MS): Promise<Locator> {
  await locator.first().waitFor({ state: 'visible', timeout: timeoutMs });
  return locator;
}

/** Waits until something can be seen no more. */
export async function gone(locator: Locator, timeoutMs = PATIENCE_MS): Promise<void> {
  await locator.first().waitFor({ state: 'hidden', timeout: timeoutMs });
}

/** Somebody who is no administrator. */
export async function ordinaryAccount(): Promise<Account> {
  const account = {
    name: 'Bob',
    email: `bob-${Date.now()}@example.test`,
    password: 'five silent otters drift',
  };
  await insertAccount(liveInstance(), account);
  return account;
}

function chromiumPath(): string {
  const path = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  if (!existsSync(path)) throw new Error(`there is no Chromium at ${path}: set CHROMIUM_PATH`);
  return path;
}
