import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Directory } from './directory';
import { FilesHarness, type Reply } from './files-harness';
import { errnoOf } from './fs-errors';
import { emptyDirectory } from './remove-tree';

const SECRET = 'what-no-answer-may-hold';

/** Swaps a directory for a link to the outside and back, as fast as it can. */
const SWAPPER = `
  const { renameSync, rmSync, symlinkSync } = require('node:fs');
  const { workerData: { inside, outside, running } } = require('node:worker_threads');
  const state = new Int32Array(running);
  const attempt = (act) => { try { return act() ?? true; } catch { return false; } };
  while (Atomics.load(state, 0) === 1) {
    attempt(() => renameSync(inside, inside + '-away'));
    if (attempt(() => symlinkSync(outside, inside))) Atomics.add(state, 1, 1);
    // Somebody may have made a directory there in between.
    while (!attempt(() => renameSync(inside + '-away', inside))) attempt(() => rmSync(inside, { recursive: true }));
  }
`;

/** The same, making the directory again when somebody removes it. */
const REMAKER = `
  const { mkdirSync, renameSync, symlinkSync, unlinkSync } = require('node:fs');
  const { workerData: { inside, outside, running } } = require('node:worker_threads');
  const state = new Int32Array(running);
  const attempt = (act) => { try { return act() ?? true; } catch { return false; } };
  while (Atomics.load(state, 0) === 1) {
    attempt(() => mkdirSync(inside + '/inner', { recursive: true }));
    attempt(() => renameSync(inside, inside + '-away'));
    if (attempt(() => symlinkSync(outside, inside))) Atomics.add(state, 1, 1);
    attempt(() => unlinkSync(inside));
    attempt(() => renameSync(inside + '-away', inside));
  }
`;

const ROUNDS = 150;

describe('a directory that is swapped for a link all the while', () => {
  let files: FilesHarness;
  let outside: string;
  let worker: Worker;
  let state: Int32Array;

  beforeEach(async () => {
    files = await FilesHarness.start();
    outside = join(files.outside, 'outside');
    await mkdir(join(outside, 'inner'), { recursive: true });
    for (const name of ['file', 'inner/file']) await writeFile(join(outside, name), SECRET);
    await files.put('swapped/file', 'inside');
    await files.put('swapped/inner/file', 'inside');
    const running = new SharedArrayBuffer(8);
    state = new Int32Array(running);
    Atomics.store(state, 0, 1);
    const workerData = { inside: files.path('swapped'), outside, running };
    worker = new Worker(SWAPPER, { eval: true, workerData });
  });

  afterEach(async () => {
    await worker.terminate();
    await files.stop();
  });

  async function stop(): Promise<void> {
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    Atomics.store(state, 0, 0);
    await exited;
  }

  it('lets nothing out and nothing through', async () => {
    const at = (path: string) => ({ root: 'workspace', path });
    const acts: ((round: number) => Promise<Reply>)[] = [
      () => files.get('content', { ...at('swapped/file'), most: '1000' }),
      () => files.get('content', { ...at('swapped/inner/file'), most: '1000' }),
      () => files.get('download', at('swapped/file')),
      () => files.get('list', at('swapped')),
      (round) => files.write(`swapped/new-${round}`, 'mine', { 'if-none-match': '*' }),
      (round) => files.write(`swapped/inner/new-${round}`, 'mine', { 'if-none-match': '*' }),
      (round) => files.post('directories', at(`swapped/made-${round}/deeper`)),
      (round) =>
        files.post('move', { root: 'workspace', from: `swapped/new-${round}`, to: `moved-${round}` }),
      (round) =>
        files.post('move', { root: 'workspace', from: `moved-${round}`, to: `swapped/back-${round}` }),
      () => files.delete('entry', at('swapped/inner/new-1')),
      (round) => files.delete('entry', at(`swapped/back-${round}`)),
    ];
    const outcomes = new Map<number, number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const reply of await Promise.all(acts.map((act) => act(round)))) {
        outcomes.set(reply.status, (outcomes.get(reply.status) ?? 0) + 1);
        expect(reply.bytes.toString()).not.toContain(SECRET);
      }
    }
    await stop();
    const swaps = Atomics.load(state, 1);
    console.log(`${swaps} swaps during ${ROUNDS * acts.length} calls:`, Object.fromEntries(outcomes));
    expect((await readdir(outside, { recursive: true })).sort()).toEqual(['file', 'inner', 'inner/file']);
    expect(await readFile(join(outside, 'file'), 'utf8')).toBe(SECRET);
    expect(await readFile(join(outside, 'inner/file'), 'utf8')).toBe(SECRET);
    // The race was real: calls met both of its sides, and none failed in a way that nobody thought of.
    expect(swaps).toBeGreaterThan(ROUNDS);
    expect(outcomes.get(200)).toBeGreaterThan(0);
    expect(outcomes.get(422)).toBeGreaterThan(0);
    expect(outcomes.get(500) ?? 0).toBe(0);
  }, 60_000);

  it('is not removed through', async () => {
    await stop();
    await mkdir(files.path('top'));
    const running = new SharedArrayBuffer(8);
    state = new Int32Array(running);
    Atomics.store(state, 0, 1);
    const workerData = { inside: files.path('top/swapped'), outside, running };
    worker = new Worker(REMAKER, { eval: true, workerData });
    const ends = new Map<string, number>();
    for (let round = 0; round < ROUNDS * 4; round += 1) {
      const directory = await Directory.home(files.path('top'));
      const end = await emptyDirectory(directory).then(
        () => 'empty',
        (error: unknown) => errnoOf(error) ?? 'refused',
      );
      ends.set(end, (ends.get(end) ?? 0) + 1);
      await directory.close();
    }
    await stop();
    console.log(`${Atomics.load(state, 1)} swaps during removals, which ended:`, Object.fromEntries(ends));
    expect((await readdir(outside, { recursive: true })).sort()).toEqual(['file', 'inner', 'inner/file']);
    expect(await readFile(join(outside, 'inner/file'), 'utf8')).toBe(SECRET);
  }, 60_000);
});
