import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readlink, symlink, truncate, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { FilesHarness } from './files-harness';

const at = (path: string) => ({ root: 'workspace', path });

/** Bytes. */
const MORE_THAN_A_CONNECTION_HOLDS = 64 * 1024 * 1024;

describe('a directory that is downloaded', () => {
  let files: FilesHarness;

  beforeEach(async () => {
    files = await FilesHarness.start();
  });
  afterEach(() => files.stop());

  async function entriesOf(path: string): Promise<Record<string, string>> {
    const { status, headers, bytes } = await files.get('download', at(path));
    expect([status, headers.get('content-type')]).toEqual([200, 'application/gzip']);
    const entries: Record<string, string> = {};
    const unpacked = extract();
    const read = (async () => {
      for await (const entry of unpacked) entries[entry.header.name] = await text(entry);
    })();
    await pipeline(Readable.from([bytes]), createGunzip(), unpacked);
    await read;
    return entries;
  }

  it('is an archive of all that is in it', async () => {
    const large = randomBytes(300_000).toString('hex');
    const long = `${'long name '.repeat(20)}.txt`;
    await files.put('project/a', 'one');
    await files.put('project/deep/b', large);
    await files.put('project/empty', '');
    await files.put(`project/${long}`, 'Grüße');
    await mkdir(files.path('project/none'));
    await files.put('other', 'not this');
    expect(await entriesOf('project')).toEqual({
      ...{ 'project/': '', 'project/a': 'one', 'project/empty': '', 'project/none/': '' },
      ...{ 'project/deep/': '', 'project/deep/b': large, [`project/${long}`]: 'Grüße' },
    });
    expect(Object.keys(await entriesOf(''))).toContain('workspace/other');
  });

  it('holds nothing that leads whoever unpacks it somewhere else', async () => {
    await files.put('project/a', 'one');
    await symlink('/etc/passwd', files.path('project/link'));
    await symlink(files.outside, files.path('project/directory'));
    await writeFile(`${files.path('project')}/..\\..\\evil`, 'x');
    await writeFile(`${files.path('project')}/C:\\evil`, 'x');
    expect(await entriesOf('project')).toEqual({ 'project/': '', 'project/a': 'one' });
  });

  it('breaks off when a file shrinks under it, instead of making something up', async () => {
    await files.put('project/log', randomBytes(MORE_THAN_A_CONNECTION_HOLDS));
    const response = await fetch(`${files.url}/download?${new URLSearchParams(at('project')).toString()}`);
    const reader = response.body?.getReader();
    await readIntoFile(reader);
    await truncate(files.path('project/log'), 0);
    const readOn = async () => {
      while (!(await reader?.read())?.done);
    };
    await expect(readOn()).rejects.toThrow();
  });

  it('is let go of when nobody reads it any more', async () => {
    await files.put('project/large', randomBytes(MORE_THAN_A_CONNECTION_HOLDS));
    const opened = () => openOf(files.path('project/large'));
    const stop = new AbortController();
    const url = `${files.url}/download?${new URLSearchParams(at('project')).toString()}`;
    const response = await fetch(url, { signal: stop.signal });
    const reader = response.body?.getReader();
    await readIntoFile(reader);
    expect(await opened()).toBe(1);
    stop.abort();
    while ((await opened()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});

/** Reads so far that a file of the archive is being read: the head of the archive comes before it is opened. */
async function readIntoFile(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
  for (let seen = 0; seen < 1024 * 1024;) {
    const piece = await reader?.read();
    if (!piece?.value) throw new Error(`the archive ended after ${seen} bytes`);
    seen += piece.value.length;
  }
}

/** How many descriptors of this process lead to a file. */
async function openOf(path: string): Promise<number> {
  const targets = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  );
  return targets.filter((target) => target === path).length;
}
