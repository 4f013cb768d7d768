import { chmod, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TRASH_DAYS, type TrashEntry } from '@nora/runtime-contract';
import { FilesHarness, type Reply } from './files-harness';
import { Places } from './places';
import { Trash } from './trash';
import { Turns } from './turns';

const at = (path: string) => ({ root: 'workspace', path });
const codeOf = ({ body }: Reply) => (body['error'] as { code?: string } | undefined)?.code;
const DAY = 86_400_000;

describe('the trash of a runtime', () => {
  let files: FilesHarness;

  beforeEach(async () => {
    files = await FilesHarness.start();
  });
  afterEach(() => files.stop());

  const remove = async (path: string) =>
    (await files.delete('entry', at(path))).body as unknown as TrashEntry;
  const list = async (query: Record<string, string> = {}) => {
    const { body } = await files.get('trash', query);
    return body as unknown as { items: TrashEntry[]; nextCursor: string | null };
  };
  const restore = (id: string) => files.post(`trash/${id}/restore`);
  const purge = (id: string) => files.delete(`trash/${id}`);
  const own = (path: string) => join(files.home, '.nora', path);
  const trash = () => new Trash(new Places(files.home, []), new Turns());

  it('holds what was deleted, and gives it back', async () => {
    await files.put('a/b/file', 'one');
    const entry = await remove('a/b');
    expect(entry).toMatchObject({ root: 'workspace', path: 'a/b', type: 'directory' });
    expect(Date.parse(entry.expiresAt) - Date.parse(entry.deletedAt)).toBe(TRASH_DAYS * DAY);
    expect(await readdir(files.path('a'))).toEqual([]);
    await rm(files.path('a'), { recursive: true });
    expect(await restore(entry.id)).toMatchObject({ status: 200, body: { path: 'a/b' } });
    expect(await readFile(files.path('a/b/file'), 'utf8')).toBe('one');
    expect((await list()).items).toEqual([]);
    expect(codeOf(await restore(entry.id))).toBe('not_found');
  });

  it('is listed in pages, newest first', async () => {
    for (const name of ['one', 'two', 'three']) {
      await files.put(name, name);
      await remove(name);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const first = await list({ limit: '2' });
    expect(first.items.map(({ path }) => path)).toEqual(['three', 'two']);
    const second = await list({ limit: '2', cursor: first.nextCursor ?? '' });
    expect(second.items.map(({ path }) => path)).toEqual(['one']);
    expect(second.nextCursor).toBeNull();
  });

  it('puts nothing over what is there by now', async () => {
    await files.put('file', 'old');
    const { id } = await remove('file');
    await files.put('file', 'new');
    expect(codeOf(await restore(id))).toBe('path_exists');
    expect(await readFile(files.path('file'), 'utf8')).toBe('new');
    expect((await list()).items).toHaveLength(1);
  });

  it('forgets for good, however deep, whatever its rights and its names', async () => {
    await mkdir(files.path(`${'deep/'.repeat(300)}end`), { recursive: true });
    await files.put('deep/closed/file', 'x');
    await writeFile(Buffer.concat([Buffer.from(`${files.path('deep')}/`), Buffer.from([0xff, 0xfe])]), 'x');
    await symlink(files.outside, files.path('deep/link'));
    await writeFile(join(files.outside, 'precious'), 'kept');
    await chmod(files.path('deep/closed'), 0o000);
    await chmod(files.path('deep/deep'), 0o555);
    const { id } = await files.asNobody(() => remove('deep'));
    expect((await files.asNobody(() => purge(id))).status).toBe(200);
    expect(await readdir(own('trash'))).toEqual([]);
    expect(await readdir(own('purged'))).toEqual([]);
    expect(await readFile(join(files.outside, 'precious'), 'utf8')).toBe('kept');
    expect(codeOf(await purge(id))).toBe('not_found');
  });

  it('takes in and gives back what its owner may not write, as it was', async () => {
    await files.put('cache/inner/file', 'x');
    for (const path of ['cache/inner', 'cache']) await chmod(files.path(path), 0o555);
    const { id } = await files.asNobody(() => remove('cache'));
    expect(id).toBeDefined();
    expect((await files.asNobody(() => restore(id))).status).toBe(200);
    const modes = ['cache', 'cache/inner'].map(async (path) => (await stat(files.path(path))).mode & 0o777);
    expect(await Promise.all(modes)).toEqual([0o555, 0o555]);
    const move = { root: 'workspace', from: 'cache/inner', to: 'inner' };
    // To take something out of it is another matter.
    expect(codeOf(await files.asNobody(() => files.post('move', move)))).toBe('path_read_only');
  });

  it('empties after its days, and of what a sidecar left half-way', async () => {
    await files.put('file', 'x');
    const { id, expiresAt } = await remove('file');
    await mkdir(own('purged/left/over'), { recursive: true });
    await trash().sweep(Date.parse(expiresAt) - 1);
    expect((await list()).items.map((entry) => entry.id)).toEqual([id]);
    expect(await readdir(own('purged'))).toEqual([]);
    await trash().sweep(Date.parse(expiresAt));
    expect(await readdir(own('trash'))).toEqual([]);
  });

  it('keeps what it cannot read as long as everything else, and shows it to nobody', async () => {
    await files.put('file', 'x');
    const { id, expiresAt } = await remove('file');
    await writeFile(own(`trash/${id}/entry.json`), '{');
    expect((await list()).items).toEqual([]);
    expect(codeOf(await restore(id))).toBe('not_found');
    await trash().sweep(Date.parse(expiresAt) - DAY);
    expect(await readdir(own('trash'))).toEqual([id]);
    await trash().sweep(Date.parse(expiresAt) + 1);
    expect(await readdir(own('trash'))).toEqual([]);
  });

  it.each([
    ['workspace', '../../../escaped'],
    ['workspace', ''],
    ['skills', 'x'],
    ['.nora', 'secrets/x'],
  ])('restores nothing to %s/%s, whatever an agent writes into it', async (root, path) => {
    await files.put('file', 'x');
    const { id, ...entry } = await remove('file');
    await writeFile(own(`trash/${id}/entry.json`), JSON.stringify({ ...entry, id, root, path }));
    expect(['path_refused', 'path_read_only', 'not_found']).toContain(codeOf(await restore(id)));
    expect(await readdir(files.outside)).toEqual(['home']);
  });

  it('is not led away by links in its place', async () => {
    await writeFile(join(files.outside, 'precious'), 'kept');
    await mkdir(own(''), { recursive: true });
    for (const name of ['trash', 'purged', 'drafts']) await symlink(files.outside, own(name));
    await files.put('file', 'x');
    expect(codeOf(await files.delete('entry', at('file')))).toBe('path_refused');
    expect(codeOf(await files.write('new', 'x', { 'if-none-match': '*' }))).toBe('path_refused');
    await expect(trash().sweep()).rejects.toThrow('Links');
    await expect(trash().clearDrafts()).rejects.toThrow('Links');
    expect((await readdir(files.outside)).sort()).toEqual(['home', 'precious']);
    expect(await readFile(files.path('file'), 'utf8')).toBe('x');
  });
});
