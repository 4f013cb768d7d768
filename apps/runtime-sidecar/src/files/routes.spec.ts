import { chmod, mkdir, readFile, readdir, stat, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileEntry, TrashEntry } from '@nora/runtime-contract';
import { FilesHarness, type Reply } from './files-harness';

const at = (path: string) => ({ root: 'workspace', path });
const codeOf = ({ body }: Reply) => (body['error'] as { code?: string } | undefined)?.code;
const itemsOf = ({ body }: Reply) => body['items'] as FileEntry[];
const namesOf = (reply: Reply) => itemsOf(reply).map(({ name }) => name);
const CREATE = { 'if-none-match': '*' };

describe('the files of a runtime', () => {
  let files: FilesHarness;

  beforeEach(async () => {
    files = await FilesHarness.start();
  });
  afterEach(() => files.stop());

  const content = (path: string, most = 100_000) => files.get('content', { ...at(path), most: String(most) });
  const etagOf = async (path: string) => (await content(path)).headers.get('etag') ?? '';
  const left = () => readdir(join(files.home, '.nora/drafts'));

  describe('listed', () => {
    it('are directories first, then by name, with what they are', async () => {
      for (const path of ['b.txt', 'A.txt', 'zoo/x', 'Ant/x']) await files.put(path, path);
      await symlink('/etc', files.path('link'));
      const reply = await files.get('list', { root: 'workspace' });
      expect(namesOf(reply)).toEqual(['Ant', 'zoo', 'A.txt', 'b.txt', 'link']);
      expect(itemsOf(reply)[2]).toEqual({
        ...{ name: 'A.txt', path: 'A.txt', type: 'file', sizeBytes: 5, mode: '644' },
        modifiedAt: expect.stringMatching(/^20.*Z$/),
        etag: expect.stringMatching(/^"[\w-]{22}"$/),
      });
      expect(itemsOf(reply).map(({ type }) => type)).toEqual([
        ...['directory', 'directory', 'file', 'file', 'symlink'],
      ]);
      expect(itemsOf(await files.get('list', at('zoo')))[0]).toMatchObject({ name: 'x', path: 'zoo/x' });
    });

    it('come in pages without repeating or losing one', async () => {
      for (let index = 0; index < 25; index += 1) await files.put(`file-${index}`, '');
      for (let index = 0; index < 5; index += 1) await mkdir(files.path(`directory-${index}`));
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const reply = await files.get('list', { root: 'workspace', limit: '7', ...(cursor && { cursor }) });
        seen.push(...namesOf(reply));
        cursor = (reply.body['nextCursor'] as string | null) ?? undefined;
      } while (cursor);
      expect(seen).toEqual([...new Set(seen)]);
      expect(seen).toEqual(namesOf(await files.get('list', { root: 'workspace', limit: '200' })));
      expect(seen).toHaveLength(30);
    });

    it('of a root that is not there yet are none, and of a directory that is not there a refusal', async () => {
      expect(itemsOf(await files.get('list', { root: 'skills' }))).toEqual([]);
      expect(codeOf(await files.get('list', at('nothing')))).toBe('not_found');
      await files.put('file', '');
      expect(codeOf(await files.get('list', at('file')))).toBe('validation_failed');
      expect(codeOf(await files.get('list', { root: 'home' }))).toBe('not_found');
      expect(codeOf(await files.get('list', { root: 'workspace', cursor: 'x' }))).toBe('validation_failed');
    });
  });

  describe('read', () => {
    it('are text when they are UTF-8, and bytes when they are not', async () => {
      await files.put('text', 'Grüße');
      await files.put('nul', 'a\0b');
      await files.put('latin', Buffer.from([0xe4, 0x62]));
      const typeOf = async (path: string) => (await content(path)).headers.get('content-type');
      expect(await typeOf('text')).toBe('text/plain; charset=utf-8');
      expect(await typeOf('nul')).toBe('application/octet-stream');
      expect(await typeOf('latin')).toBe('application/octet-stream');
      expect((await content('text')).bytes.toString()).toBe('Grüße');
      expect((await content('latin')).bytes).toEqual(Buffer.from([0xe4, 0x62]));
    });

    it('are refused when they are larger than asked for', async () => {
      await files.put('large', 'x'.repeat(101));
      expect((await content('large', 100)).status).toBe(413);
      expect((await content('large', 101)).status).toBe(200);
    });

    it('are downloaded as a whole or in ranges', async () => {
      await files.put('digits', '0123456789');
      const download = (headers: Record<string, string> = {}) => files.get('download', at('digits'), headers);
      const whole = await download();
      expect([whole.status, whole.bytes.toString()]).toEqual([200, '0123456789']);
      const etag = whole.headers.get('etag') ?? '';
      const part = await download({ range: 'bytes=2-4', 'if-range': etag });
      expect([part.status, part.bytes.toString(), part.headers.get('content-range')]).toEqual([
        ...[206, '234', 'bytes 2-4/10'],
      ]);
      expect((await download({ range: 'bytes=-3' })).bytes.toString()).toBe('789');
      expect((await download({ range: 'bytes=7-' })).bytes.toString()).toBe('789');
      expect((await download({ range: 'bytes=2-4', 'if-range': '"other"' })).status).toBe(200);
      expect((await download({ range: 'bytes=10-' })).bytes.toString()).toBe('0123456789');
      await files.put('empty', '');
      expect((await files.get('download', at('empty'))).headers.get('content-length')).toBe('0');
    });
  });

  describe('written', () => {
    it('are made where there was none, and replaced where they are what was read', async () => {
      const made = await files.write('new', 'one', CREATE);
      expect(made).toMatchObject({ status: 200, body: { path: 'new', sizeBytes: 3, mode: '644' } });
      expect(await etagOf('new')).toBe(made.body['etag']);
      await chmod(files.path('new'), 0o750);
      const written = await files.write('new', 'two', { 'if-match': await etagOf('new') });
      expect(written).toMatchObject({ status: 200, body: { mode: '750' } });
      expect(await readFile(files.path('new'), 'utf8')).toBe('two');
      expect((await stat(files.path('new'))).mode & 0o777).toBe(0o750);
      expect(await left()).toEqual([]);
    });

    it('are left alone when they are not what was read', async () => {
      await files.put('file', 'one');
      const etag = await etagOf('file');
      await files.put('file', 'two');
      for (const headers of [{ 'if-match': etag }, CREATE]) {
        expect(codeOf(await files.write('file', 'mine', headers))).toBe('precondition_failed');
      }
      expect(codeOf(await files.write('file', 'mine', {}))).toBe('precondition_required');
      expect(codeOf(await files.write('gone', 'mine', { 'if-match': etag }))).toBe('precondition_failed');
      expect(await readFile(files.path('file'), 'utf8')).toBe('two');
      expect(await readdir(files.path(''))).toEqual(['file']);
    });

    it('know a change that kept size and time', async () => {
      await files.put('file', 'one');
      const etag = await etagOf('file');
      const { atime, mtime } = await stat(files.path('file'));
      await files.put('file', 'two');
      await utimes(files.path('file'), atime, mtime);
      expect(codeOf(await files.write('file', 'mine', { 'if-match': etag }))).toBe('precondition_failed');
    });

    it('let one of many win that write at the same moment', async () => {
      const many = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
      const created = await Promise.all(many.map((text) => files.write('file', text, CREATE)));
      expect(created.filter(({ status }) => status === 200)).toHaveLength(1);
      const etag = await etagOf('file');
      const replaced = await Promise.all(many.map((text) => files.write('file', text, { 'if-match': etag })));
      expect(replaced.filter(({ status }) => status === 200)).toHaveLength(1);
      const winner = replaced.findIndex(({ status }) => status === 200);
      expect(await readFile(files.path('file'), 'utf8')).toBe(`writer ${winner}`);
      expect(await left()).toEqual([]);
    });

    it('are refused when they are too large, and nothing of them stays', async () => {
      expect((await files.write('large', Buffer.alloc(1_000_001), CREATE)).status).toBe(413);
      expect(await readdir(files.path(''))).toEqual([]);
      expect(await left()).toEqual([]);
    });

    it('are never seen in part when their sender breaks off', async () => {
      const stop = new AbortController();
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('half of it')),
      });
      const query = new URLSearchParams({ ...at('half'), most: '1000' }).toString();
      const sending = fetch(`${files.url}/content?${query}`, {
        ...{ method: 'PUT', headers: CREATE, body, duplex: 'half', signal: stop.signal },
      }).catch(() => 'broken off');
      while ((await left().catch(() => [])).length === 0) await new Promise(setImmediate);
      stop.abort();
      await expect(sending).resolves.toBe('broken off');
      while ((await left()).length > 0) await new Promise(setImmediate);
      expect(await readdir(files.path(''))).toEqual([]);
    });

    it('stay out of roots that are only looked at', async () => {
      const query = { root: 'skills', path: 'x', most: '10' };
      expect(codeOf(await files.call('PUT', 'content', query, { body: 'x', headers: CREATE }))).toBe(
        'path_read_only',
      );
      expect(codeOf(await files.post('directories', { root: 'logs', path: 'x' }))).toBe('path_read_only');
      expect(codeOf(await files.delete('entry', { root: 'logs', path: 'x' }))).toBe('path_read_only');
    });
  });

  describe('moved', () => {
    const move = (from: string, to: string, more: object = {}) =>
      files.post('move', { root: 'workspace', from, to, ...more });

    it('go with what is in them, and replace nothing unasked', async () => {
      await files.put('a/file', 'one');
      await files.put('b', 'two');
      expect(await move('a', 'c')).toMatchObject({ status: 200, body: { path: 'c', type: 'directory' } });
      expect(codeOf(await move('c/file', 'b'))).toBe('path_exists');
      expect(codeOf(await move('c', 'b'))).toBe('path_exists');
      expect(codeOf(await move('b', 'b'))).toBe('path_exists');
      expect(codeOf(await move('nothing', 'x'))).toBe('not_found');
      expect(codeOf(await move('b', 'nowhere/b'))).toBe('not_found');
      expect(await readFile(files.path('b'), 'utf8')).toBe('two');
      expect(await move('c/file', 'b', { overwrite: true })).toMatchObject({ status: 200 });
      expect(await readFile(files.path('b'), 'utf8')).toBe('one');
      const [trashed] = (await files.get('trash', {})).body['items'] as TrashEntry[];
      expect(trashed).toMatchObject({ path: 'b', sizeBytes: 3 });
    });

    it('never go into themselves, nor make way for themselves', async () => {
      await files.put('a/b/file', 'x');
      expect(codeOf(await move('a', 'a/b/c', { overwrite: true }))).toBe('validation_failed');
      expect(codeOf(await move('a/b', 'a', { overwrite: true }))).toBe('path_exists');
      expect(await readFile(files.path('a/b/file'), 'utf8')).toBe('x');
    });

    it('are links as links', async () => {
      await symlink('/etc/passwd', files.path('link'));
      expect(await move('link', 'other')).toMatchObject({ status: 200, body: { type: 'symlink' } });
    });
  });

  it('are made with the directories above them', async () => {
    const make = (path: string) => files.post('directories', at(path));
    expect(await make('a/b/c')).toMatchObject({ status: 201, body: { path: 'a/b/c', type: 'directory' } });
    expect(codeOf(await make('a/b'))).toBe('path_exists');
    await files.put('file', '');
    expect(codeOf(await make('file/x'))).toBe('validation_failed');
  });
});
