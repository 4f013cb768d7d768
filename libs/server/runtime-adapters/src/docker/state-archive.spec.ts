import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { extract, type Header, pack } from 'tar-stream';
import type { StateScope } from '../ports';
import { scopedArchive } from './state-archive';

function archive(entries: (Partial<Header> & { name: string; content?: string })[]): Readable {
  const tar = pack();
  for (const { content, ...header } of entries) tar.entry(header, content ?? '');
  tar.finalize();
  return Readable.from(tar);
}

async function read(source: Readable, scope: StateScope): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const tar = extract();
  const reading = pipeline(
    scopedArchive(source, (name) => name, scope),
    tar,
  );
  reading.catch(() => undefined);
  for await (const entry of tar) {
    const { name, type, mode, uid, linkname } = entry.header;
    expect(uid).toBe(1000);
    found[name] = [type, mode?.toString(8), linkname, await text(entry)].filter(Boolean).join(' ');
  }
  await reading;
  return found;
}

describe('scopedArchive', () => {
  it('takes what belongs to the scope, for the user of the runtime, with directories of its own', async () => {
    const source = archive([
      { name: '.openclaw/workspace/notes/a.md', content: 'a', mode: 0o644, uid: 0 },
      { name: '.openclaw/workspace/notes/', type: 'directory', mode: 0o755 },
      { name: '.openclaw/workspace/run', content: '#!', mode: 0o4755 },
      { name: '.openclaw/workspace/MEMORY.md', content: 'remembered' },
      { name: '.openclaw/openclaw.json', content: '{}' },
      { name: '.openclaw/workspace/latest', type: 'symlink', linkname: 'notes/a.md' },
      { name: '.openclaw/workspace/same', type: 'link', linkname: '.openclaw/workspace/notes/a.md' },
      { name: '.openclaw/workspace/stolen', type: 'link', linkname: '.openclaw/openclaw.json' },
      { name: '.openclaw/workspace/pipe', type: 'fifo' },
    ]);
    await expect(read(source, 'files')).resolves.toEqual({
      '.openclaw': 'directory 700',
      '.openclaw/workspace': 'directory 700',
      '.openclaw/workspace/notes': 'directory 755',
      '.openclaw/workspace/notes/a.md': 'file 644 a',
      '.openclaw/workspace/run': 'file 755 #!',
      '.openclaw/workspace/latest': expect.stringContaining('symlink') as string,
      '.openclaw/workspace/same': expect.stringContaining('link') as string,
    });
  });

  it('fails when the source breaks off', async () => {
    const whole = Buffer.concat(
      (await archive([{ name: '.openclaw/workspace/a', content: 'x'.repeat(5_000) }]).toArray()) as Buffer[],
    );
    await expect(read(Readable.from([whole.subarray(0, 2_000)]), 'files')).rejects.toThrow(/end of data/i);
  });
});
