import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entriesOwnedBy, removeTemporaryFiles } from './temporary-files';

const own = process.getuid?.() ?? 0;

describe('temporary files of an agent', () => {
  let directory: string;
  let outside: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'nora-temporary-'));
    outside = await mkdtemp(join(tmpdir(), 'nora-outside-'));
    await mkdir(join(directory, 'locks'));
    await writeFile(join(directory, 'locks/a'), '');
    await writeFile(join(outside, 'kept'), '');
    await symlink(outside, join(directory, 'link'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
    await rm(outside, { recursive: true, force: true });
  });

  it('removes what the user owns, and a link without what it leads to', async () => {
    await removeTemporaryFiles(own, directory);
    expect(await entriesOwnedBy(own, directory)).toEqual([]);
    expect(existsSync(join(outside, 'kept'))).toBe(true);
  });

  it('leaves alone what others own', async () => {
    await removeTemporaryFiles(own + 1, directory);
    expect(await entriesOwnedBy(own, directory)).toHaveLength(2);
  });
});
