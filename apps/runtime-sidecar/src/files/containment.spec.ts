import { link, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { FilesHarness, type Reply } from './files-harness';

const SECRET = 'what-no-answer-may-hold';

/** Ways to say a place outside the root; each must be refused by every operation. */
const TRAVERSALS = [
  ...['..', '../', '../..', '../../..', '../../../..', '../secret', '../../secret', '../../../secret'],
  ...[
    'a/..',
    'a/../..',
    'a/../../secret',
    'a/b/../../../secret',
    'a/./../../secret',
    './../secret',
    'a/../a',
  ],
  ...[
    '.',
    './',
    './a',
    'a/.',
    'a/./b',
    'a/',
    'a//b',
    '//',
    '/',
    '///etc/passwd',
    '/etc/passwd',
    '/proc/self/environ',
  ],
  ...[
    '/../secret',
    '/./secret',
    'a/..//../secret',
    '..//secret',
    '....//..//secret',
    '../.nora/secrets/model-key',
  ],
  ...[
    '../../.nora/secrets/gateway-token',
    '../openclaw.json',
    '../credentials/x',
    '../workspace/../openclaw.json',
  ],
  ...[
    '..\\secret',
    '..\\..\\secret',
    'a\\..\\..\\secret',
    '\\etc\\passwd',
    'C:\\secret',
    '..\\/secret',
    'a\\',
  ],
  ...[
    '..\0',
    '..\0/secret',
    '../secret\0.txt',
    'a\0b',
    '\0',
    'a/\0/b',
    '../\n/secret',
    '..\r',
    'a\tb',
    'a\x1bb',
    'a\x7fb',
  ],
  ...['..\u0085/secret', `${'../'.repeat(40)}etc/passwd`, `${'a/'.repeat(80)}x`, 'x'.repeat(300)],
  ...['\u20ac'.repeat(90), `${'x'.repeat(250)}/`.repeat(9), '../'.repeat(300)],
];

/** The same in the letters of others: no more than names that are not there. */
const LOOKALIKES = [
  ...[
    '%2e%2e',
    '%2e%2e/secret',
    '..%2fsecret',
    '..%2f..%2fsecret',
    '%2e%2e%2fsecret',
    '%252e%252e%252fsecret',
  ],
  ...[
    '..%5csecret',
    '..%c0%afsecret',
    '..%00/secret',
    '%00',
    '..;/secret',
    '.../secret',
    '..../secret',
    '.. /secret',
  ],
  ...[
    '..\u2215secret',
    '..\u2044secret',
    '\uff0e\uff0e/secret',
    '\u2024\u2024/secret',
    '.\u200b./secret',
    '\u202e..',
  ],
  ...[
    '~',
    '~/secret',
    '~root/x',
    '$HOME/secret',
    '${HOME}/secret',
    '`id`',
    '$(id)',
    ';id',
    '|id',
    '*',
    '?',
    '[a]',
  ],
  ...[
    'file:///etc/passwd',
    'http://127.0.0.1/',
    '\\u002e\\u002e'.replaceAll('\\', ''),
    'CON',
    'NUL:',
    'secret:$DATA',
  ],
];

const OPERATIONS: Record<string, (files: FilesHarness, path: string) => Promise<Reply>> = {
  list: (files, path) => files.get('list', at(path)),
  read: (files, path) => files.get('content', { ...at(path), most: '1000' }),
  download: (files, path) => files.get('download', at(path)),
  write: (files, path) => files.write(path, 'mine', { 'if-none-match': '*' }),
  replace: (files, path) => files.write(path, 'mine', { 'if-match': '"x"' }),
  makeDirectory: (files, path) => files.post('directories', at(path)),
  moveFrom: (files, path) => files.post('move', { root: 'workspace', from: path, to: 'taken' }),
  moveTo: (files, path) => files.post('move', { root: 'workspace', from: 'own', to: path }),
  moveOver: (files, path) =>
    files.post('move', { root: 'workspace', from: 'own', to: path, overwrite: true }),
  delete: (files, path) => files.delete('entry', at(path)),
};
const READING = ['list', 'read', 'download'];

function at(path: string): { root: string; path: string } {
  return { root: 'workspace', path };
}

describe('S7: what leads out of a root', () => {
  let files: FilesHarness;
  let before: string[];

  beforeEach(async () => {
    files = await FilesHarness.start();
    const around = [
      ...['secret', 'home/secret', 'home/.openclaw/secret', 'home/.openclaw/openclaw.json'],
      ...['home/.openclaw/credentials/x', 'home/.nora/secrets/model-key', 'home/.nora/secrets/gateway-token'],
    ];
    for (const path of around) {
      await mkdir(join(files.outside, path, '..'), { recursive: true });
      await writeFile(join(files.outside, path), SECRET);
    }
    await files.put('own', 'own');
    await files.put('a/b/file', 'x');
    before = await outside();
  });

  afterEach(() => files.stop());

  /** Everything around the workspace, but what is Nora's own working place. */
  async function outside(): Promise<string[]> {
    // With types, because without them links are followed.
    const found = await readdir(files.outside, { recursive: true, withFileTypes: true });
    return found
      .map(({ parentPath, name }) => relative(files.outside, join(parentPath, name)))
      .filter((path) => !/^home\/(\.openclaw\/workspace|\.nora\/(drafts|trash|purged))/.test(path))
      .sort();
  }

  async function expectUntouched(): Promise<void> {
    expect(await outside()).toEqual(before);
    for (const path of before.filter((name) =>
      /(secret|openclaw\.json|x|model-key|gateway-token)$/.test(name),
    )) {
      expect([path, await readFile(join(files.outside, path), 'utf8')]).toEqual([path, SECRET]);
    }
    expect(await readFile(files.path('own'), 'utf8')).toBe('own');
  }

  /** @returns operations that were let through, or told what they must not */
  async function tryAll(paths: string[], operations: string[]): Promise<string[]> {
    const through: string[] = [];
    for (const path of paths) {
      for (const name of operations) {
        const reply = await OPERATIONS[name]?.(files, path);
        const isRefused = reply && reply.status >= 400 && reply.status < 500;
        if (!isRefused || reply.bytes.includes(SECRET))
          through.push(`${name} ${JSON.stringify(path)}: ${reply?.status}`);
      }
    }
    return through;
  }

  it('is refused however it is spelled', async () => {
    const paths = [...new Set(TRAVERSALS)];
    expect(await tryAll(paths, Object.keys(OPERATIONS))).toEqual([]);
    await expectUntouched();
    console.log(`${paths.length} traversals × ${Object.keys(OPERATIONS).length} operations: all refused`);
    expect(paths.length).toBeGreaterThanOrEqual(60);
  }, 60_000);

  it('is a name like any other in letters that only look alike, and leads nowhere', async () => {
    const paths = [...new Set(LOOKALIKES)];
    expect(await tryAll(paths, READING)).toEqual([]);
    for (const path of paths) await files.write(path, 'mine', { 'if-none-match': '*' });
    await expectUntouched();
    console.log(`${paths.length} lookalikes: all stay inside`);
  });

  it('is refused when a link leads there, in every place of a path', async () => {
    const targets = [
      ...[files.outside, '..', '../..', '../../..', '/', '/etc', '/proc/self/root', '/proc/self/cwd'],
      ...['../.nora/secrets', '../credentials', 'a', 'a/b', './own', 'loop', '/dev/fd'],
    ];
    const paths: string[] = [];
    for (const [index, target] of targets.entries()) {
      const name = target === 'loop' ? 'loop' : `link-${index}`;
      await symlink(target, files.path(name));
      await symlink(target, files.path(`a/${name}`));
      paths.push(`${name}/secret`, `${name}/own`, `${name}/b/file`, `a/${name}/secret`, `a/${name}/x/y`);
    }
    const fileTargets = [
      ...[
        join(files.outside, 'secret'),
        '../openclaw.json',
        '/etc/passwd',
        '/dev/zero',
        '/dev/stdin',
        'own',
        'nowhere',
      ],
    ];
    for (const [index, target] of fileTargets.entries()) await symlink(target, files.path(`file-${index}`));
    const links = (await readdir(files.path(''))).filter((name) => /^(link|file|loop)/.test(name));
    const asDirectory = await tryAll(paths, Object.keys(OPERATIONS));
    // A link itself may be moved and deleted: it is not followed.
    const itself = await tryAll(links, [...READING, 'write', 'replace', 'makeDirectory']);
    expect([...asDirectory, ...itself]).toEqual([]);
    await expectUntouched();
    const count = paths.length * Object.keys(OPERATIONS).length + links.length * 6;
    console.log(
      `${targets.length + fileTargets.length} links in ${paths.length + links.length} paths, ${count} calls: all refused`,
    );
  }, 60_000);

  it('is not served where a root itself is a link', async () => {
    for (const name of ['skills', 'logs']) await symlink('..', join(files.home, '.openclaw', name));
    for (const root of ['skills', 'logs']) {
      for (const path of ['', 'secret', 'home/secret']) {
        for (const route of ['list', 'content', 'download']) {
          const reply = await files.get(route, { root, path, most: '1000' });
          expect([route, reply.status]).toEqual([route, 422]);
        }
      }
    }
  });

  it('waits for no pipe and reads no device', async () => {
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', [files.path('pipe')]);
    expect((await files.get('content', { ...at('pipe'), most: '10' })).status).toBe(422);
    expect((await files.get('download', at('pipe'))).status).toBe(422);
    expect((await files.write('pipe', 'x', { 'if-match': '"x"' })).status).toBe(412);
  });

  it('breaks a hard link instead of writing through it', async () => {
    await link(join(files.home, '.openclaw/openclaw.json'), files.path('hard'));
    const { headers } = await files.get('content', { ...at('hard'), most: '100' });
    await files.write('hard', 'mine', { 'if-match': headers.get('etag') ?? '' });
    expect(await readFile(files.path('hard'), 'utf8')).toBe('mine');
    await expectUntouched();
  });
});
