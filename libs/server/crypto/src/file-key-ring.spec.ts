import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatEncryptionKey, newEncryptionKey } from './encryption-key';
import { FileKeyRing } from './file-key-ring';
import { isKeyFileExposed, readKeyFile, writeKeyFile } from './key-file';

const [first, second, third] = [newEncryptionKey(), newEncryptionKey(), newEncryptionKey()];

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nora-keys-'));
  path = join(directory, 'encryption.keys');
});

afterEach(() => rmSync(directory, { recursive: true }));

const write = (content: string, mode = 0o600) => {
  writeFileSync(path, content, { mode });
  chmodSync(path, mode);
};

describe('a key file', () => {
  it('gives back what was written, readable by its owner only, and leaves nothing beside it', () => {
    writeKeyFile(path, [first, second]);
    expect(readKeyFile(path).keys).toEqual([first, second]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['encryption.keys']);
  });

  it('may hold comments, empty lines, other line ends and a key twice', () => {
    const [a, b] = [formatEncryptionKey(first), formatEncryptionKey(second)];
    write(`# of 2026\r\n\r\n  ${a}\r\n# older\n${b}\n${a}\n`);
    expect(readKeyFile(path).keys).toEqual([first, second]);
  });

  it.each([
    ['that is empty', '', 'holds no key'],
    ['with comments only', '# none\n', 'holds no key'],
    ['with a line that is no key', `${formatEncryptionKey(first)}\nhunter2\n`, 'line 2 must be 32 bytes'],
    ['with a weak key', `${Buffer.alloc(32).toString('base64')}\n`, 'line 1 is not random'],
    ['that is too large', '#'.repeat(70_000), 'is too large'],
  ])('%s is refused without a word of it', (_, content, message) => {
    write(content);
    expect(() => readKeyFile(path)).toThrow(message);
    expect(() => readKeyFile(path)).not.toThrow(/hunter2|AAAA/);
  });

  it('that others can read, that is missing or no file is refused', () => {
    write(formatEncryptionKey(first), 0o644);
    expect(() => readKeyFile(path)).toThrow('can be read by others');
    expect(() => readKeyFile(join(directory, 'missing'))).toThrow('cannot be read (ENOENT)');
    expect(() => readKeyFile(directory)).toThrow('is not a file');
  });

  it('of root may be read by the group, as Kubernetes mounts it, and one of anybody else may not', () => {
    expect(isKeyFileExposed({ mode: 0o100440n, uid: 0n })).toBe(false);
    expect(isKeyFileExposed({ mode: 0o100400n, uid: 1000n })).toBe(false);
    expect(isKeyFileExposed({ mode: 0o100440n, uid: 1000n })).toBe(true);
    expect(isKeyFileExposed({ mode: 0o100444n, uid: 0n })).toBe(true);
    expect(isKeyFileExposed({ mode: 0o100460n, uid: 0n })).toBe(true);
  });

  it('is replaced where a link leads', () => {
    writeKeyFile(path, [first]);
    const link = join(directory, 'link');
    symlinkSync(path, link);
    writeKeyFile(link, [second]);
    expect(readKeyFile(path).keys).toEqual([second]);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it('is as it was when its replacement cannot be written', () => {
    writeKeyFile(path, [first]);
    const before = readFileSync(path);
    expect(() => writeKeyFile(join(path, 'below a file'), [second])).toThrow();
    expect(readFileSync(path)).toEqual(before);
  });
});

describe('FileKeyRing', () => {
  const observer = { broken: jest.fn(), changed: jest.fn() };

  beforeEach(() => {
    jest.useFakeTimers();
    observer.broken.mockClear();
    observer.changed.mockClear();
    writeKeyFile(path, [first]);
  });

  afterEach(() => jest.useRealTimers());

  it('seals under a new key within a second, and looks no more often than that', () => {
    const ring = new FileKeyRing(path, observer);
    writeKeyFile(path, [second, first]);
    jest.advanceTimersByTime(999);
    expect(ring.current()).toEqual(first);
    jest.advanceTimersByTime(1);
    expect(ring.current()).toEqual(second);
    expect(ring.all()).toEqual([second, first]);
    expect(observer.changed.mock.calls).toEqual([[[second.id, first.id]]]);
  });

  it('looks at once when a value names a key it does not know', () => {
    const ring = new FileKeyRing(path, observer);
    writeKeyFile(path, [second, first]);
    expect(ring.find(second.id)).toEqual(second);
    expect(ring.current()).toEqual(second);
    expect(ring.find(third.id)).toBeUndefined();
  });

  it('opens for a minute with a key that left, and forgets it then', () => {
    const ring = new FileKeyRing(path, observer);
    writeKeyFile(path, [second]);
    expect(ring.reload()).toBe(true);
    expect(ring.all()).toEqual([second]);
    jest.advanceTimersByTime(59_000);
    expect(ring.find(first.id)).toEqual(first);
    jest.advanceTimersByTime(1_000);
    expect(ring.find(first.id)).toBeUndefined();
  });

  it('keeps its keys while the file is broken, says so once, and takes up the file once it is mended', () => {
    const ring = new FileKeyRing(path, observer);
    for (const spoil of [() => write('hunter2'), () => write(''), () => rmSync(path)]) {
      spoil();
      expect([ring.reload(), ring.reload()]).toEqual([false, false]);
      expect(ring.current()).toEqual(first);
    }
    expect(observer.broken.mock.calls.map(([message]) => message as string)).toEqual([
      'is not valid: line 1 must be 32 bytes in base64 (openssl rand -base64 32)',
      'holds no key',
      'cannot be read (ENOENT)',
    ]);
    writeKeyFile(path, [second, first]);
    expect(ring.reload()).toBe(true);
    expect(ring.current()).toEqual(second);
  });

  it('keeps its keys when the file is opened to others', () => {
    const ring = new FileKeyRing(path, observer);
    write(formatEncryptionKey(second), 0o644);
    expect(ring.reload()).toBe(false);
    expect(ring.current()).toEqual(first);
    chmodSync(path, 0o600);
    expect(ring.reload()).toBe(true);
    expect(ring.current()).toEqual(second);
  });

  it('does not start on a file that cannot be used', () => {
    write('hunter2');
    expect(() => new FileKeyRing(path, observer)).toThrow('is not valid');
  });
});
