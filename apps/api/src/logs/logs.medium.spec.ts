import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditEntry } from '@nora/domain';
import { TestAccess, newAgent } from '../testing/test-access';
import { startTestApi, type Member, type TestApi } from '../testing/test-api';
import type { TestStream } from '../testing/test-client';

const START = Date.parse('2026-01-02T03:04:05.000Z');
const at = (ms: number): Date => new Date(START + ms);

describe('logs', () => {
  const access = new TestAccess();
  const streams: TestStream[] = [];
  let api: TestApi;
  let owner: Member;
  let path: string;

  beforeAll(async () => {
    api = await startTestApi([access]);
  });

  beforeEach(async () => {
    owner = await api.member();
    const { body } = await owner.client.post(
      `/api/workspaces/${owner.workspaceId}/agents`,
      newAgent('Logged'),
    );
    path = `/api/agents/${(body as { agent: { id: string } }).agent.id}/logs`;
    access.written = [];
    access.followed = undefined;
    // Four lines in each millisecond.
    for (let number = 0; number < 300; number += 1) {
      access.write(`line ${number}`, { at: at(Math.floor(number / 4)) });
    }
  });

  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });

  afterAll(() => api.close());

  async function open(query: string, headers: Record<string, string> = {}): Promise<TestStream> {
    const stream = await owner.client.stream(`${path}?${query}`, { headers });
    streams.push(stream);
    return stream;
  }

  async function whole(query: string, headers: Record<string, string> = {}): Promise<TestStream> {
    const stream = await open(`${query}&follow=false`, headers);
    await stream.ended;
    return stream;
  }

  const textsOf = ({ events }: TestStream) =>
    events.filter(({ event }) => event === 'line').map(({ data }) => data['text']);

  it('are sent line by line from the tail, with an end', async () => {
    access.write('no good', { at: at(80), stream: 'stderr' });
    const stream = await whole('tail=2');
    expect(stream.events).toEqual([
      {
        ...{ id: `${START + 74}-3`, event: 'line' },
        data: { at: at(74).toISOString(), stream: 'stdout', level: 'info', text: 'line 299' },
      },
      {
        ...{ id: `${START + 80}-0`, event: 'line' },
        data: { at: at(80).toISOString(), stream: 'stderr', level: 'warn', text: 'no good' },
      },
      { id: undefined, event: 'end', data: { reason: 'complete' } },
    ]);
    expect(textsOf(await whole(''))).toHaveLength(200);
    expect(textsOf(await whole('tail=0'))).toEqual([]);
    expect(textsOf(await whole('tail=100000'))).toHaveLength(301);
  });

  it('are let go of when the reader goes away', async () => {
    const stream = await open('tail=10');
    await stream.waitFor(({ data }) => data['text'] === 'line 299');
    while (!access.followed) await sleep(10);
    const { signal } = access.followed;
    expect(signal.aborted).toBe(false);
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    stream.close();
    await aborted;
  });

  it.each(['header', 'query'])('go on behind the last line that was seen, said by %s', async (how) => {
    const watching = await open('tail=3');
    for (const text of ['a', 'b', 'c']) access.write(text, { at: at(90) });
    access.write('d', { at: at(91) });
    await watching.waitFor(({ data }) => data['text'] === 'd');
    const texts = textsOf(watching);
    expect(texts).toEqual(['line 297', 'line 298', 'line 299', 'a', 'b', 'c', 'd']);
    expect(watching.events[3]).toMatchObject({ event: 'kept', data: { count: 3 } });
    for (const [index, { id = '' }] of watching.events.filter(({ event }) => event === 'line').entries()) {
      const again =
        how === 'header' ? await whole('tail=1', { 'last-event-id': id }) : await whole(`lastEventId=${id}`);
      expect(textsOf(again)).toEqual(texts.slice(index + 1));
    }
  });

  it('lose and repeat nothing when they are cut off again and again while lines are written', async () => {
    const seen: unknown[] = [];
    let id: string | undefined;
    let writing = true;
    const writer = (async () => {
      for (let number = 300; number < 1_500; number += 1) {
        access.write(`line ${number}`);
        if (number % 7 === 0) await sleep(1);
      }
      writing = false;
    })();
    while (writing || seen.at(-1) !== 'line 1499') {
      const stream = await open('tail=100000', id === undefined ? {} : { 'last-event-id': id });
      await sleep(40);
      stream.close();
      await stream.ended;
      seen.push(...textsOf(stream));
      id = stream.events.findLast(({ event }) => event === 'line')?.id ?? id;
    }
    await writer;
    expect(seen).toEqual(Array.from({ length: 1_500 }, (_, number) => `line ${number}`));
  });

  it('have the same places in every reading, however many lines one time has', async () => {
    access.written = [];
    for (let number = 0; number < 400; number += 1) access.write(`same ${number}`, { at: at(0) });
    const [last] = (await whole('tail=1')).events;
    expect(last?.id).toBe(`${START}-399`);
    expect(textsOf(await whole(`lastEventId=${START}-398`))).toEqual(['same 399']);
  });

  it('are narrowed to a time, a level and a text, before the last lines are counted', async () => {
    access.write('ERROR Disk full', { at: at(100) });
    access.write('warning: disk', { at: at(101) });
    access.write('at last', { at: at(102) });
    expect(textsOf(await whole('level=warn'))).toEqual(['ERROR Disk full', 'warning: disk']);
    expect(textsOf(await whole('level=warn&tail=1'))).toEqual(['warning: disk']);
    expect(textsOf(await whole('q=DISK&level=error'))).toEqual(['ERROR Disk full']);
    expect(textsOf(await whole('q=line%201&tail=2'))).toEqual(['line 198', 'line 199']);
    const since = encodeURIComponent(at(101).toISOString());
    expect(textsOf(await whole(`since=${since}`))).toEqual(['warning: disk', 'at last']);
    expect(textsOf(await whole(`since=${since}&tail=1`))).toEqual(['at last']);
    expect(textsOf(await whole('since=2027-01-01T00:00:00Z'))).toEqual([]);
  });

  it('are followed as they are narrowed, and go on behind lines that were not wanted', async () => {
    const stream = await open('q=disk&tail=5');
    access.write('nothing of it', { at: at(100) });
    access.write('disk one', { at: at(100) });
    const { id = '' } = await stream.waitFor(({ data }) => data['text'] === 'disk one');
    access.write('nothing of it', { at: at(100) });
    access.write('disk two', { at: at(100) });
    await stream.waitFor(({ data }) => data['text'] === 'disk two');
    expect(textsOf(stream)).toEqual(['disk one', 'disk two']);
    expect(textsOf(await whole('q=disk', { 'last-event-id': id }))).toEqual(['disk two']);
  });

  it('are followed from nothing on', async () => {
    access.written = [];
    const stream = await open('tail=0');
    access.write('first words', { at: at(0) });
    await stream.waitFor(({ data }) => data['text'] === 'first words');
  });

  it('tell a slow reader what it missed, and go on from there', async () => {
    const reader = await connect(`${path}?tail=0`);
    while (!access.followed) await sleep(10);
    reader.pause();
    const filler = 'x'.repeat(2_000);
    const written = 30_000;
    for (let number = 0; number < written; number += 1) {
      access.write(`${number} ${filler}`, { at: at(1_000 + number) });
      if (number % 200 === 0) await sleep(0);
    }
    let text = '';
    reader.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    reader.resume();
    const until = Date.now() + 20_000;
    while (!text.includes('event: dropped') && Date.now() < until) await sleep(20);
    const dropped = JSON.parse(/event: dropped\ndata: (.*)\n/.exec(text)?.[1] ?? '{}') as { count: number };
    const before = text.split('event: dropped')[0]?.match(/event: line/g)?.length ?? 0;
    expect(before).toBeGreaterThan(100);
    expect(dropped).toEqual({
      count: written - before,
      since: at(1_000 + before).toISOString(),
      until: at(1_000 + written - 1).toISOString(),
    });
    access.write('after all', { at: at(100_000) });
    while (!text.includes('after all') && Date.now() < until) await sleep(20);
    expect(text).toMatch(/event: dropped\ndata: .*\n\nid: .*\nevent: line\ndata: .*after all/);
    reader.destroy();
  }, 60_000);

  it('come as a file', async () => {
    access.write('warning: disk', { at: at(200), stream: 'stderr' });
    const response = await download('');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="logged.log"');
    const lines = (await response.text()).split('\n');
    expect(lines).toHaveLength(302);
    expect(lines[0]).toBe('2026-01-02T03:04:05.000Z stdout line 0');
    expect(lines[300]).toBe('2026-01-02T03:04:05.200Z stderr warning: disk');
    expect(await (await download('?level=warn')).text()).toBe(`${lines[300]}\n`);
    expect(await (await download('?q=line%2042')).text()).toBe('2026-01-02T03:04:05.010Z stdout line 42\n');
  });

  it('are recorded as read by whom, without the text that was looked for', async () => {
    await whole('q=hunter2&level=warn&tail=7');
    await (await download('?q=hunter2')).text();
    const entries = await api.dataSource.manager.findBy(AuditEntry, { actorId: owner.userId });
    const read = entries.filter(({ action }) => /logs/.test(action));
    expect(read.map(({ action, details }) => [action, details])).toEqual([
      ['agent.logs', { tail: 7, follow: false, level: 'warn', searched: true }],
      ['agent.download-logs', { searched: true }],
    ]);
    expect(JSON.stringify(entries)).not.toContain('hunter2');
  });

  it('are nothing to strangers', async () => {
    const stranger = await api.member();
    for (const foreign of [path, `${path}/download`]) {
      expect((await stranger.client.get(foreign)).status).toBe(404);
    }
  });

  it.each([
    ...[
      'tail=-1',
      'tail=100001',
      'tail=x',
      'follow=perhaps',
      'other=1',
      'level=loud',
      'q=',
      'since=yesterday',
    ],
    ...['lastEventId=1', 'lastEventId=x-1', `q=${'x'.repeat(201)}`],
  ])('refuse %s', async (query) => {
    expect((await owner.client.get(`${path}?${query}`)).body).toMatchObject({ code: 'validation_failed' });
  });

  it('refuse a file of what is no filter', async () => {
    expect((await owner.client.get(`${path}/download?tail=1`)).body).toMatchObject({
      code: 'validation_failed',
    });
  });

  function download(query: string): Promise<Response> {
    return fetch(`${api.url}${path}/download${query}`, { headers: { cookie: owner.client.cookie ?? '' } });
  }

  function connect(to: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      request(api.url + to, { headers: { cookie: owner.client.cookie ?? '' } }, resolve)
        .on('error', reject)
        .end();
    });
  }
});
