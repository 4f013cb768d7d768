import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Download, Locator, Page } from 'playwright-core';
import { extract } from 'tar-stream';
import { violationsOn, violationsWithOverlay } from '../support/accessibility';
import { get, pageHeaders, post, remove } from '../support/api';
import { DEPLOY_TIMEOUT_MS, openRunningAgent } from '../support/agents';
import { comeIn, newPerson } from '../support/people';
import { Visitor, gone, seen, type ColorScheme } from '../support/visitor';

const BIG_BYTES = 40 * 1024 * 1024;
const BIG_TIMEOUT_MS = 90_000;
const TEXT = 'one\ntwo\nthree\nfour\nfive\n';
/** Refusals that the page is there to explain; the browser complains about each of them. */
const EXPLAINED = /status of 4(12|13) .*\/files\/content/;

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('the files of an agent', () => {
  const folder = `drawer-${Date.now()}`;
  let visitor: Visitor;
  let page: Page;
  let agentId: string;
  let api: string;
  let desk: string;

  beforeAll(async () => {
    visitor = await Visitor.signedIn();
    ({ page } = visitor);
    agentId = await openRunningAgent(page);
    api = `/api/agents/${agentId}/files`;
    desk = await mkdtemp(join(tmpdir(), 'nora-desk-'));
    await post(page, `${api}/directories`, { root: 'workspace', path: folder });
  }, DEPLOY_TIMEOUT_MS);

  afterEach(() => {
    expect(visitor.takeFaults().filter((fault) => !EXPLAINED.test(fault))).toEqual([]);
  });

  afterAll(async () => {
    await remove(page, `${api}?root=workspace&path=${folder}`);
    await visitor.leave();
    await rm(desk, { recursive: true, force: true });
  });

  const at = (name: string) => ({ root: 'workspace', path: `${folder}/${name}` });
  const contentOf = (name: string) => `${api}/content?${new URLSearchParams(at(name)).toString()}`;
  const open = async (on: Page, file?: string): Promise<void> => {
    const query = new URLSearchParams({ root: 'workspace', path: folder, ...(file && { file }) });
    await on.goto(`/app/agents/${agentId}/files?${query.toString()}`);
    await seen(file ? editor(on, file) : on.getByRole('navigation', { name: 'Path' }).getByText(folder));
  };
  const editor = (on: Page, name: string) => on.getByRole('textbox', { name: `Content of ${name}` });
  const row = (name: string) => page.getByRole('table', { name: 'Files' }).getByRole('row', { name });
  const write = async (name: string, text: string): Promise<void> => {
    const answer = await page.request.put(contentOf(name), {
      headers: { ...pageHeaders(), 'if-none-match': '*', 'content-type': 'application/octet-stream' },
      data: Buffer.from(text),
    });
    expect(answer.status()).toBe(200);
  };
  const stored = async (name: string) => (await page.request.get(contentOf(name))).text();

  /** Types at the end of a line, by its number. */
  async function typeInLine(on: Page, name: string, line: number, text: string): Promise<void> {
    await editor(on, name).click();
    await on.keyboard.press('Control+Home');
    for (let below = 1; below < line; below += 1) await on.keyboard.press('ArrowDown');
    await on.keyboard.press('End');
    await on.keyboard.type(text);
  }

  async function save(on: Page): Promise<void> {
    await on.getByRole('button', { name: 'Review and save' }).click();
    await on.getByRole('button', { name: 'Save', exact: true }).click();
    // Saved, or in conflict.
    await gone(on.getByText('This is what changes.'));
  }

  async function downloaded(click: Locator): Promise<Download> {
    const [download] = await Promise.all([page.waitForEvent('download'), click.click()]);
    return download;
  }

  it(
    'a file of 40 MB goes up, says how far it is, and comes back identical',
    async () => {
      const buffer = randomBytes(BIG_BYTES);
      await open(page);
      await writeFile(join(desk, 'big.bin'), buffer);
      await page.getByLabel('Files to upload').setInputFiles(join(desk, 'big.bin'));
      await seen(page.getByText(/[\d.]+ \w+ of 40 MiB/));
      await seen(page.getByText(/^1 uploaded$/), BIG_TIMEOUT_MS);
      await seen(row('big.bin').getByText('40 MiB'));
      await row('big.bin').getByRole('button', { name: 'Actions for big.bin' }).click();
      const file = await downloaded(page.getByRole('menuitem', { name: 'Download' }));
      expect(file.suggestedFilename()).toBe('big.bin');
      expect(hashOf(await readFile(await file.path()))).toBe(hashOf(buffer));
      await page.getByRole('link', { name: 'big.bin' }).click();
      await seen(page.getByText('This file is too large to be shown'));
    },
    2 * BIG_TIMEOUT_MS,
  );

  it('a folder downloads as an archive of what is in it', async () => {
    await write('in-archive.txt', 'packed');
    await open(page);
    const archive = await downloaded(page.getByRole('link', { name: 'Download folder' }));
    expect(archive.suggestedFilename()).toBe(`${folder}.tar.gz`);
    const found = await filesIn(await archive.path());
    expect(found.get('in-archive.txt')).toBe('packed');
    expect([...found.keys()]).toContain('big.bin');
  });

  it('a text is compared with what was saved before it is saved, and comes back byte for byte', async () => {
    await write('crlf.txt', '\uFEFFone\r\ntwo\r\n');
    await open(page, 'crlf.txt');
    await typeInLine(page, 'crlf.txt', 2, ' and more');
    await page.keyboard.press('Control+s');
    await seen(page.getByText('This is what changes.'));
    await seen(page.getByRole('textbox', { name: 'Yours' }));
    expect(await stored('crlf.txt')).toBe('\uFEFFone\r\ntwo\r\n');
    await page.keyboard.press('Control+s');
    await gone(page.getByText('This is what changes.'));
    await gone(page.getByText('Not saved'));
    expect(await stored('crlf.txt')).toBe('\uFEFFone\r\ntwo and more\r\n');
  });

  describe('two editors of one file', () => {
    let other: Visitor;

    beforeAll(async () => {
      other = await Visitor.signedIn();
    });
    afterAll(() => other.leave());

    it('never overwrite each other silently: what both have changed is put together', async () => {
      await write('shared.md', TEXT);
      await open(page, 'shared.md');
      await open(other.page, 'shared.md');
      await typeInLine(page, 'shared.md', 1, ' by me');
      await typeInLine(other.page, 'shared.md', 5, ' by them');
      await save(other.page);
      await gone(other.page.getByText('Not saved'));
      await save(page);
      await seen(page.getByRole('alert').getByText('Somebody else has saved this file meanwhile'));
      expect(await stored('shared.md')).toBe('one\ntwo\nthree\nfour\nfive by them\n');
      await seen(page.getByRole('textbox', { name: 'What they saved' }));
      await page.getByRole('button', { name: 'Save the merged text' }).click();
      await seen(editor(page, 'shared.md'));
      expect(await stored('shared.md')).toBe('one by me\ntwo\nthree\nfour\nfive by them\n');
    });

    it('are told where both have changed the same line, and may take the other text', async () => {
      await write('clash.md', TEXT);
      await open(page, 'clash.md');
      await open(other.page, 'clash.md');
      await typeInLine(page, 'clash.md', 2, ' by me');
      await typeInLine(other.page, 'clash.md', 2, ' by them');
      await save(other.page);
      await gone(other.page.getByText('Not saved'));
      await save(page);
      await seen(page.getByText(/In one place both have changed the same lines/));
      await page.getByRole('button', { name: 'Take theirs' }).click();
      await seen(editor(page, 'clash.md').getByText('two by them'));
      expect(await stored('clash.md')).toBe('one\ntwo by them\nthree\nfour\nfive\n');
    });

    it('keep a text whose file was deleted meanwhile', async () => {
      await write('fleeting.md', TEXT);
      await open(page, 'fleeting.md');
      await typeInLine(page, 'fleeting.md', 1, ' kept');
      await remove(page, `${api}?${new URLSearchParams(at('fleeting.md')).toString()}`);
      await save(page);
      await seen(page.getByText('This file was deleted meanwhile'));
      // The text that comes to nobody's hands is asked about, too.
      await page.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click();
      await page.getByRole('button', { name: 'Save mine as a new file' }).click();
      await seen(editor(page, 'fleeting.md'));
      expect(await stored('fleeting.md')).toBe(TEXT.replace('one', 'one kept'));
      expect(visitor.takeFaults().every((fault) => /status of 4(04|12)/.test(fault))).toBe(true);
    });
  });

  it('an unsaved text is not lost by going back, to another file or to another tab', async () => {
    await write('draft.md', TEXT);
    await open(page);
    await page.getByRole('link', { name: 'draft.md' }).click();
    await typeInLine(page, 'draft.md', 1, ' not saved');
    const question = page.getByRole('dialog').getByText('Leave “draft.md” without saving?');
    for (const leave of [
      () => page.goBack(),
      () => page.getByRole('treeitem', { name: 'Logs' }).click(),
      () => page.getByRole('tab', { name: 'Overview' }).click(),
    ]) {
      await leave();
      await seen(question);
      await page.getByRole('button', { name: 'Stay' }).click();
      await gone(question);
      await seen(editor(page, 'draft.md').getByText('one not saved'));
    }
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Leave' }).click();
    await seen(row('draft.md'));
    expect(await stored('draft.md')).toBe(TEXT);
  });

  it(
    'an unsaved text outlives a restart of the agent',
    async () => {
      await write('patient.md', TEXT);
      await open(page, 'patient.md');
      await typeInLine(page, 'patient.md', 1, ' and waiting');
      await page.getByRole('button', { name: 'Restart' }).click();
      await seen(page.getByText('What you have written stays here'));
      await gone(page.getByText('What you have written stays here'), DEPLOY_TIMEOUT_MS - 60_000);
      await save(page);
      await gone(page.getByText('Not saved'));
      expect(await stored('patient.md')).toBe(TEXT.replace('one', 'one and waiting'));
    },
    DEPLOY_TIMEOUT_MS,
  );

  it('what is dropped goes up, and replaces nothing without being asked', async () => {
    await write('old.txt', 'old');
    await open(page);
    await drop(page, { 'fresh.txt': 'fresh', 'old.txt': 'new' });
    await seen(page.getByText('1 uploaded, 1 exists already'));
    await seen(row('fresh.txt'));
    expect(await stored('old.txt')).toBe('old');
    await page.getByRole('button', { name: 'Replace old.txt' }).click();
    await seen(page.getByText(/^2 uploaded$/));
    expect(await stored('old.txt')).toBe('new');
    await page.getByRole('button', { name: 'Clear the list' }).click();
    await gone(page.getByRole('region', { name: 'Uploads' }));
  });

  it('an upload that broke off says so, leaves nothing behind, and starts again from the beginning', async () => {
    await open(page);
    await page.route('**/files/content?*broken*', (route) => route.abort(), { times: 1 });
    await page
      .getByLabel('Files to upload')
      .setInputFiles({ name: 'broken.txt', mimeType: 'text/plain', buffer: Buffer.from('whole') });
    await seen(page.getByText(/Nothing of it is in the agent/));
    expect(await row('broken.txt').count()).toBe(0);
    expect(visitor.takeFaults().join()).toMatch(/broken/);
    await page.getByRole('button', { name: 'Upload broken.txt again from the beginning' }).click();
    await seen(row('broken.txt'));
    expect(await stored('broken.txt')).toBe('whole');
    await page.getByRole('button', { name: 'Clear the list' }).click();
  });

  it('with the keyboard alone: made, renamed, deleted, and brought back', async () => {
    await open(page);
    // A dialog takes the focus once it has opened; keys before that go nowhere.
    const focused = (label: string) =>
      seen(page.getByRole('dialog').getByLabel(label).and(page.locator(':focus')));
    await page.getByRole('button', { name: 'New folder' }).press('Enter');
    await focused('Name');
    await page.keyboard.type('inner');
    await page.keyboard.press('Enter');
    // The dialog gives the focus to what was made.
    await seen(row('inner').getByRole('link').and(page.locator(':focus')));
    await page.getByRole('treeitem', { name: folder }).focus();
    await page.keyboard.press('ArrowRight');
    await seen(page.getByRole('treeitem', { name: 'inner' }));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForURL(/path=[^&]+inner/);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await seen(row('inner'));
    await row('inner').getByRole('link', { name: 'inner' }).press('F2');
    await focused('Path');
    await page.keyboard.type('outer');
    await page.keyboard.press('Enter');
    await seen(row('outer'));
    await row('outer').getByRole('link', { name: 'outer' }).press('Delete');
    await gone(row('outer'));
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await seen(row('outer'));
  });

  it('what was deleted lies in the trash, is put back from there, or goes for good', async () => {
    await write('kept.txt', 'kept');
    await write('lost.txt', 'lost');
    await open(page);
    for (const name of ['kept.txt', 'lost.txt']) {
      await row(name).getByRole('link', { name }).press('Delete');
      await gone(row(name));
    }
    await page.getByRole('link', { name: 'Trash' }).click();
    const trash = page.getByRole('table', { name: 'Trash' });
    await trash.getByRole('button', { name: 'Put back kept.txt' }).click();
    await gone(trash.getByRole('button', { name: 'Put back kept.txt' }));
    await trash.getByRole('button', { name: 'Delete lost.txt for good' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
    await gone(trash.getByRole('button', { name: 'Delete lost.txt for good' }));
    await page.getByRole('link', { name: 'Back to the files' }).click();
    await seen(row('kept.txt'));
    expect(await row('lost.txt').count()).toBe(0);
    expect(await stored('kept.txt')).toBe('kept');
  });

  it('a viewer reads, and finds nothing that could be changed', async () => {
    const person = await newPerson('Viewer');
    const { workspaceId } = await get<{ workspaceId: string }>(page, `/api/agents/${agentId}`);
    const { url } = await post<{ url: string }>(page, `/api/workspaces/${workspaceId}/invitations`, {
      ...{ email: person.email, role: 'viewer' },
    });
    const viewer = await comeIn(person);
    try {
      await post(viewer.page, '/api/invitations/accept', { token: url.split('token=')[1] });
      await viewer.page.goto(`/app/agents/${agentId}/files?root=workspace&path=${folder}&file=shared.md`);
      await seen(editor(viewer.page, 'shared.md').getByText('one by me'));
      await seen(viewer.page.getByText('read only', { exact: true }));
      for (const name of ['Review and save', 'New file', 'New folder', 'Upload']) {
        expect(await viewer.page.getByRole('button', { name }).count()).toBe(0);
      }
      expect(viewer.takeFaults()).toEqual([]);
    } finally {
      await viewer.leave();
    }
  });

  it.each(['light', 'dark'] as ColorScheme[])('nothing has a barrier, in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await open(page);
    await drop(page, { 'old.txt': 'once more' });
    await seen(page.getByText('1 exists already'));
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Skip old.txt' }).click();
    await page.getByRole('button', { name: 'Clear the list' }).click();
    await page.getByRole('button', { name: 'New file' }).click();
    expect(await violationsWithOverlay(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'shared.md' }).click();
    await typeInLine(page, 'shared.md', 3, ' of three');
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture(`files-editor-${colorScheme}`);
    await page.getByRole('button', { name: 'Review and save' }).click();
    await seen(page.getByRole('textbox', { name: 'Yours' }));
    expect(await violationsOn(page)).toEqual([]);
    await visitor.picture(`files-review-${colorScheme}`);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('link', { name: 'Trash' }).click();
    await seen(page.getByRole('heading', { name: /trash/i }));
    expect(await violationsOn(page)).toEqual([]);
    await page.goto(`/app/agents/${agentId}/files?root=skills`);
    await seen(page.getByRole('heading', { name: 'Nothing here yet' }).or(page.getByRole('table')));
    expect(await violationsOn(page)).toEqual([]);
  });
});

/** Drops files, as a file manager would, on the folder that is shown. */
async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  const data = await page.evaluateHandle((given) => {
    // This project is compiled without the browser's own API.
    const { DataTransfer, File } = globalThis as unknown as {
      DataTransfer: new () => { items: { add(file: unknown): void } };
      File: new (parts: string[], name: string) => unknown;
    };
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(given)) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  const target = page.getByRole('navigation', { name: 'Path' });
  await target.dispatchEvent('dragover', { dataTransfer: data });
  await target.dispatchEvent('drop', { dataTransfer: data });
}

/** The files of an archive, by their names without folders. */
async function filesIn(path: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const entries = createReadStream(path).pipe(createGunzip()).pipe(extract());
  for await (const entry of entries) {
    const pieces: Buffer[] = [];
    for await (const piece of entry as AsyncIterable<Buffer>) pieces.push(piece);
    const { name, type } = entry.header;
    if (type === 'file') found.set(name.split('/').at(-1) ?? '', Buffer.concat(pieces).toString());
  }
  return found;
}
