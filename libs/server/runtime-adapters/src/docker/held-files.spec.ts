import { Readable } from 'node:stream';
import { pack, type Header } from 'tar-stream';
import { holds } from './held-files';

const FILE = { path: '.nora/contract.json', content: '{"é":1}', mode: 0o600 };

function archiveOf(header: Partial<Header>, content = ''): Readable {
  const tar = pack();
  tar.entry({ name: 'contract.json', mode: 0o600, ...header }, content);
  tar.finalize();
  return Readable.from(tar);
}

describe('holds', () => {
  it('knows the same file again', async () => {
    await expect(holds(archiveOf({}, FILE.content), FILE)).resolves.toBe(true);
  });

  it.each([
    ['other bytes of the same length', archiveOf({}, '{"é":2}')],
    ['more bytes', archiveOf({}, `${FILE.content} `)],
    ['other rights', archiveOf({ mode: 0o644 }, FILE.content)],
    ['a link', archiveOf({ type: 'symlink', linkname: '/etc/passwd' })],
    ['a directory', archiveOf({ type: 'directory' })],
  ])('tells %s from it', async (_name, archive) => {
    await expect(holds(archive, FILE)).resolves.toBe(false);
  });

  it('fails with the archive', async () => {
    const broken = new Readable({ read() {} });
    const answer = holds(broken, FILE);
    broken.destroy(new Error('the engine is gone'));
    await expect(answer).rejects.toThrow('the engine is gone');
  });
});
