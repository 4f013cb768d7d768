import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Agent, AuditEntry } from '@nora/domain';
import { HeldMemory, looking } from '../testing/held-memory';
import { RealSidecar, freePort } from '../testing/real-sidecar';
import { TestAccess } from '../testing/test-access';
import { TestAgents } from '../testing/test-agents';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestAnswer } from '../testing/test-client';

const MIB = 1024 * 1024;
const CREATE = { 'if-none-match': '*' };
const BYTES = { 'content-type': 'application/octet-stream' };

interface Reply {
  status: number;
  headers: Headers;
  bytes: Buffer;
  body: Record<string, unknown>;
}

describe('files of an agent', () => {
  let api: TestApi;
  let agents: TestAgents;
  let owner: Member;
  let agentId: string;
  let sidecar: RealSidecar;

  beforeAll(async () => {
    api = await startTestApi([new TestAccess()]);
    agents = new TestAgents(api);
    owner = await api.member();
    ({ agentId } = await agents.settled(owner, 'Filed'));
    sidecar = await RealSidecar.start(api, agentId);
  });

  afterAll(async () => {
    await sidecar?.stop();
    await api?.close();
  });

  const at = (path: string, more: Record<string, string> = {}) =>
    new URLSearchParams({ root: 'workspace', path, ...more }).toString();
  const url = (route = '') => `/api/agents/${agentId}/files${route}`;
  const list = (path = '') => owner.client.get(`${url()}?${at(path)}`);
  const remove = (path: string) => owner.client.delete(`${url()}?${at(path)}`);
  const move = (body: object) => owner.client.post(url('/move'), { root: 'workspace', ...body });
  const namesOf = ({ body }: TestAnswer) => (body['items'] as { name: string }[]).map(({ name }) => name);
  const headersOf = ({ client }: Member) => ({
    ...{ cookie: client.cookie ?? '', origin: api.url, 'x-nora-csrf': '1' },
  });

  async function send(
    method: string,
    path: string,
    body: Buffer | string | null,
    headers: Record<string, string> = {},
    member = owner,
  ): Promise<Reply> {
    const response = await fetch(api.url + path, {
      ...{ method, headers: { ...headersOf(member), ...headers } },
      body: typeof body === 'string' ? body : body && new Uint8Array(body),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const parsed = isJson ? (JSON.parse(bytes.toString()) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, bytes, body: parsed };
  }

  const read = (path: string, headers = {}) => send('GET', `${url('/content')}?${at(path)}`, null, headers);
  const write = (path: string, content: Buffer | string, headers: Record<string, string>) =>
    send('PUT', `${url('/content')}?${at(path)}`, content, { ...BYTES, ...headers });

  it('are below roots that are known without asking it, with no path of its disk', async () => {
    const { body } = await owner.client.get(url('/roots'));
    expect(body).toMatchObject({ inlineLimitBytes: 5 * MIB, uploadLimitBytes: 50 * MIB });
    expect(body['roots']).toMatchObject([
      { id: 'workspace', writable: true },
      { id: 'skills', writable: false },
      { id: 'logs', writable: false },
    ]);
    expect(JSON.stringify(body)).not.toContain('.openclaw');
  });

  it('are written, read, moved, deleted and had back', async () => {
    const made = await write('notes.md', '# Notes', CREATE);
    expect(made).toMatchObject({
      ...{ status: 200, body: { name: 'notes.md', path: 'notes.md', sizeBytes: 7, editable: true } },
    });
    const first = await read('notes.md');
    expect(first.bytes.toString()).toBe('# Notes');
    expect(first.headers.get('etag')).toBe(made.body['etag']);
    expect(made.headers.get('etag')).toBe(made.body['etag']);
    const replaced = await write('notes.md', 'Grüße', { 'if-match': first.headers.get('etag') ?? '' });
    expect(replaced.status).toBe(200);
    const directory = await owner.client.post(url('/directories'), { root: 'workspace', path: 'a/b' });
    expect(directory).toMatchObject({
      status: 201,
      body: { path: 'a/b', type: 'directory', editable: false },
    });
    expect(await move({ from: 'notes.md', to: 'a/b/notes.md' })).toMatchObject({
      ...{ status: 200, body: { path: 'a/b/notes.md' } },
    });
    expect(namesOf(await list('a/b'))).toEqual(['notes.md']);
    const deleted = await remove('a');
    expect(deleted).toMatchObject({ status: 200, body: { root: 'workspace', path: 'a', type: 'directory' } });
    expect(namesOf(await list())).toEqual([]);
    const trash = await owner.client.get(url('/trash'));
    expect(trash.body).toEqual({ items: [deleted.body], nextCursor: null });
    const restore = url(`/trash/${String(deleted.body['id'])}/restore`);
    expect(await owner.client.post(restore)).toMatchObject({ status: 200, body: { path: 'a' } });
    expect((await read('a/b/notes.md')).bytes.toString()).toBe('Grüße');
    const again = await remove('a');
    expect((await owner.client.delete(url(`/trash/${String(again.body['id'])}`))).status).toBe(204);
    expect((await owner.client.post(restore)).status).toBe(404);
  });

  it('are handed out so that no browser runs what an agent wrote', async () => {
    await write('page.html', '<script>alert(1)</script>', CREATE);
    await write('ünïcode “x”.bin', Buffer.from([0, 1, 255]), CREATE);
    for (const route of ['/content', '/download']) {
      const { headers } = await send('GET', `${url(route)}?${at('page.html')}`, null);
      expect(headers.get('content-type')).toMatch(/^(text\/plain; charset=utf-8|application\/octet-stream)$/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
      expect(headers.get('content-disposition')).toBe('attachment; filename="page.html"');
      expect(headers.get('cache-control')).toBe('no-store');
    }
    const { headers, bytes } = await read('ünïcode “x”.bin');
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toContain(
      "filename*=UTF-8''%C3%BCn%C3%AFcode%20%E2%80%9Cx%E2%80%9D.bin",
    );
    expect(bytes).toEqual(Buffer.from([0, 1, 255]));
  });

  it('are replaced by one of two that read the same, and by nobody who has read nothing', async () => {
    await write('shared', 'start', CREATE);
    const etag = (await read('shared')).headers.get('etag') ?? '';
    const answers = await Promise.all(
      ['mine', 'theirs'].map((text) => write('shared', text, { 'if-match': etag })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(await write('shared', 'x', {})).toMatchObject({
      status: 428,
      body: { code: 'precondition_required' },
    });
    expect((await write('shared', 'x', CREATE)).body).toMatchObject({ code: 'precondition_failed' });
    expect((await write('shared', 'x', { 'if-match': '*' })).body).toMatchObject({
      code: 'validation_failed',
    });
    const wrongType = await send('PUT', `${url('/content')}?${at('json')}`, '{}', {
      ...{ ...CREATE, 'content-type': 'application/json' },
    });
    expect(wrongType).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    expect((await send('PUT', `${url('/content')}?${at('empty')}`, null, CREATE)).body).toMatchObject({
      ...{ sizeBytes: 0 },
    });
  });

  it('are refused outside their roots, in codes that say why', async () => {
    await symlink('/etc', sidecar.path('link'));
    await write('taken', 'x', CREATE);
    const get = async (route: string, query: Record<string, string>) =>
      (await owner.client.get(`${url(route)}?${new URLSearchParams(query).toString()}`)).body['code'];
    expect(await get('/content', { root: 'workspace', path: '../openclaw.json' })).toBe('path_refused');
    expect(await get('/content', { root: 'workspace', path: 'link/passwd' })).toBe('path_refused');
    expect(await get('/download', { root: 'workspace', path: 'link' })).toBe('path_refused');
    expect(await get('', { root: 'workspace', path: 'link' })).toBe('path_refused');
    expect(await get('', { root: 'workspace', path: 'nothing' })).toBe('not_found');
    expect(await get('', { root: 'workspace', path: 'taken' })).toBe('validation_failed');
    expect(await get('', { root: 'secrets' })).toBe('not_found');
    expect(await get('', { root: '../x' })).toBe('validation_failed');
    expect(await get('/content', { root: 'workspace', path: 'a\0b' })).toBe('validation_failed');
    expect(await get('/trash', { cursor: 'x' })).toBe('validation_failed');
    expect((await move({ from: 'taken', to: 'shared' })).body['code']).toBe('path_exists');
    expect((await move({ from: 'taken', to: '../taken' })).body['code']).toBe('path_refused');
    expect((await owner.client.delete(`${url()}?root=logs&path=x`)).body['code']).toBe('path_read_only');
    expect((await remove('nothing')).body['code']).toBe('not_found');
    expect(await readdir(sidecar.outside)).toEqual(['built', 'home', 'runtime']);
  });

  it('are too large to be read in one piece from 5 MiB on, and to be written from the limit on', async () => {
    await writeFile(sidecar.path('large'), Buffer.alloc(5 * MIB + 1));
    expect((await read('large')).body).toMatchObject({ status: 413, code: 'payload_too_large' });
    const tooLarge = Buffer.alloc(50 * MIB + 1);
    const told = await write('huge', tooLarge, CREATE);
    expect(told.body).toMatchObject({
      status: 413,
      code: 'payload_too_large',
      detail: expect.stringContaining('50 MiB'),
    });
    const streamed = await fetch(`${api.url}${url('/content')}?${at('huge')}`, {
      ...{ method: 'PUT', headers: { ...headersOf(owner), ...BYTES, ...CREATE }, duplex: 'half' },
      body: Readable.toWeb(Readable.from(pieces(tooLarge))) as ReadableStream,
    });
    expect([streamed.status, (await streamed.json()) as object]).toEqual([
      ...[413, expect.objectContaining({ code: 'payload_too_large' })],
    ]);
    expect(namesOf(await list())).not.toContain('huge');
    expect(await readdir(join(sidecar.outside, 'home/.nora/drafts'))).toEqual([]);
  });

  it('of 40 MiB go up and come down identical, and take no memory for it', async () => {
    const content = randomBytes(40 * MIB);
    const held = new HeldMemory();
    // What the programs take for themselves, whatever the size: the peak of the first time is that of every time.
    expect(await upload('first', looking(Readable.from(pieces(content)), held), content.length)).toBe(200);
    await download('first', held);
    const first = await sidecar.peakMemory();
    expect(await upload('movie', looking(Readable.from(pieces(content)), held), content.length)).toBe(200);
    const down = await download('movie', held);
    const apiGrew = held.look();
    const sidecarGrew = (await sidecar.peakMemory()) - first;
    expect(down).toEqual({ size: content.length, hash: hashOf(content) });
    expect(hashOf(await readFile(sidecar.path('movie')))).toBe(hashOf(content));
    console.log(
      `40 MiB up and down: the sidecar grew by ${mib(sidecarGrew)}, buffers here by ${mib(apiGrew)}`,
    );
    expect(sidecarGrew).toBeLessThan(24 * MIB);
    expect(apiGrew).toBeLessThan(24 * MIB);
  }, 120_000);

  it('wait for a reader that is slow', async () => {
    await sidecar.peakMemory();
    const before = await sidecar.peakMemory();
    const held = new HeldMemory();
    const answer = await open(`${url('/download')}?${at('movie')}`);
    answer.pause();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(held.look()).toBeLessThan(16 * MIB);
    expect((await sidecar.peakMemory()) - before).toBeLessThan(16 * MIB);
    const hash = createHash('sha256');
    await pipeline(answer, hash);
    expect(hash.digest('hex')).toBe(hashOf(await readFile(sidecar.path('movie'))));
  });

  it('are downloaded in ranges, and directories as archives', async () => {
    await mkdir(sidecar.path('project'), { recursive: true });
    await writeFile(sidecar.path('project/file'), '0123456789');
    const part = await send('GET', `${url('/download')}?${at('project/file')}`, null, { range: 'bytes=2-4' });
    expect([part.status, part.bytes.toString(), part.headers.get('content-range')]).toEqual([
      ...[206, '234', 'bytes 2-4/10'],
    ]);
    const archive = await send('GET', `${url('/download')}?${at('project')}`, null);
    expect(archive.headers.get('content-type')).toBe('application/gzip');
    expect(archive.headers.get('content-disposition')).toBe('attachment; filename="project.tar.gz"');
    expect(archive.bytes.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  });

  it('let go of an upload that is given up', async () => {
    const headers = { ...headersOf(owner), ...BYTES, ...CREATE, 'content-length': 2 * MIB };
    const outgoing = request(`${api.url}${url('/content')}?${at('given-up')}`, { method: 'PUT', headers });
    outgoing.on('error', () => undefined);
    outgoing.write(randomBytes(MIB));
    const drafts = () => readdir(join(sidecar.outside, 'home/.nora/drafts'));
    while ((await drafts()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    outgoing.destroy();
    while ((await drafts()).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(namesOf(await list())).not.toContain('given-up');
  });

  it('are told of in the audit log, with what was refused and nothing of their content', async () => {
    const { manager } = api.dataSource;
    await write('audited', 'the content itself', CREATE);
    await write('audited', 'the content itself', CREATE);
    await read('audited');
    await send('GET', `${url('/download')}?${at('audited')}`, null);
    await remove('audited');
    const entries = await manager.find(AuditEntry, { where: { resourceId: agentId }, order: { id: 'ASC' } });
    const told = entries
      .filter(({ details }) => (details as { path?: string }).path === 'audited')
      .map(({ action, outcome, details, actorId }) => [action, outcome, actorId === owner.userId, details]);
    expect(told).toEqual([
      ['file.write', 'allowed', true, { root: 'workspace', path: 'audited', sizeBytes: 18, replaces: null }],
      ['file.write', 'allowed', true, expect.objectContaining({ sizeBytes: 18 })],
      ['file.write', 'refused', true, expect.objectContaining({ refusedWith: 'precondition_failed' })],
      ['file.read', 'allowed', true, { root: 'workspace', path: 'audited', sizeBytes: 18 }],
      ['file.download', 'allowed', true, { root: 'workspace', path: 'audited', sizeBytes: 18 }],
      ['file.delete', 'allowed', true, { root: 'workspace', path: 'audited' }],
    ]);
    expect(JSON.stringify(entries)).not.toContain('the content itself');
  });

  it('are looked at by viewers, changed by editors, and not there for strangers', async () => {
    const viewer = await api.member('Vera');
    await api.dataSource.query(
      `INSERT INTO workspace_members (workspace_id, user_id, role) VALUES ($1, $2, 'viewer')`,
      [owner.workspaceId, viewer.userId],
    );
    expect((await viewer.client.get(`${url()}?${at('')}`)).status).toBe(200);
    const refused = await send('PUT', `${url('/content')}?${at('v')}`, 'x', { ...BYTES, ...CREATE }, viewer);
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await viewer.client.delete(`${url()}?${at('shared')}`)).status).toBe(403);
    const stranger = await api.member('Eve');
    expect((await stranger.client.get(`${url()}?${at('')}`)).status).toBe(404);
  });

  it('are out of reach while it is stopped, unreachable, or of an older release', async () => {
    const { manager } = api.dataSource;
    const { endpoints } = await manager.findOneByOrFail(Agent, { id: agentId });
    const answerWith = async (change: Partial<Agent>) => {
      await manager.update(Agent, { id: agentId }, change);
      const { body } = await list();
      await manager.update(Agent, { id: agentId }, { status: 'running', endpoints });
      return [body['status'], body['code']];
    };
    expect(await answerWith({ status: 'stopped' })).toEqual([409, 'agent_not_running']);
    const elsewhere = (port: number, host = '127.0.0.1') => ({
      sidecar: { host, port },
      gateway: { host, port },
    });
    expect(await answerWith({ endpoints: elsewhere(await freePort()) })).toEqual([
      502,
      'runtime_unreachable',
    ]);
    expect(await answerWith({ endpoints: elsewhere(8080, '169.254.169.254') })).toEqual([
      502,
      'runtime_refused',
    ]);
    expect(await answerWith({ endpoints: elsewhere(Number(new URL(api.url).port)) })).toEqual([
      ...[502, 'runtime_refused'],
    ]);
  });

  it('are asked of no other agent that was recorded at the same address', async () => {
    const { endpoints } = await api.dataSource.manager.findOneByOrFail(Agent, { id: agentId });
    const twin = await agents.settled(owner, 'Twin', { endpoints });
    expect((await list()).body).toMatchObject({ status: 502, code: 'runtime_refused' });
    await agents.settle(twin.agentId, { status: 'stopped' });
    expect((await list()).status).toBe(200);
  });

  function upload(path: string, content: AsyncIterable<Buffer>, length: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { ...headersOf(owner), ...BYTES, ...CREATE, 'content-length': length };
      const outgoing = request(`${api.url}${url('/content')}?${at(path)}`, { method: 'PUT', headers });
      outgoing.on('response', (answer) => answer.resume().on('end', () => resolve(answer.statusCode ?? 0)));
      outgoing.on('error', reject);
      pipeline(content, outgoing).catch(reject);
    });
  }

  async function download(path: string, held: HeldMemory): Promise<{ size: number; hash: string }> {
    const hash = createHash('sha256');
    let size = 0;
    const answer: AsyncIterable<Buffer> = await open(`${url('/download')}?${at(path)}`);
    for await (const piece of looking(answer, held)) {
      size += piece.length;
      hash.update(piece);
    }
    return { size, hash: hash.digest('hex') };
  }

  function open(path: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      request(api.url + path, { headers: headersOf(owner) }, resolve)
        .on('error', reject)
        .end();
    });
  }
});

/** A content piece by piece. */
function* pieces(content: Buffer): Generator<Buffer> {
  for (let start = 0; start < content.length; start += 65_536) yield content.subarray(start, start + 65_536);
}

const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const mib = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB`;
