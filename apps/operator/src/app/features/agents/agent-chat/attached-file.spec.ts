import { readFile, refusalOf } from './attached-file';

const file = (name: string, size: number, type = 'text/plain') =>
  ({ name, size, type, arrayBuffer: () => Promise.resolve(new Uint8Array(size).fill(65).buffer) }) as File;
const attached = (sizeBytes: number) => ({ name: 'a', mediaType: 'a/b', base64: '', sizeBytes });

describe('files of a message', () => {
  it('are read into text', async () => {
    expect(await readFile(file('a.txt', 3, 'text/plain; charset=utf-8'))).toEqual({
      ...{ name: 'a.txt', mediaType: 'text/plain', base64: 'QUFB', sizeBytes: 3 },
    });
    expect((await readFile(file('a', 100_000, ''))).mediaType).toBe('application/octet-stream');
  });

  it.each([
    ['At most 8 files', [], Array.from({ length: 9 }, () => file('a', 1))],
    ['is empty', [], [file('a', 0)]],
    ['picture', [], [file('a.png', 7e6, 'image/png')]],
    ['8 MiB', [attached(5e6)], [file('a', 5e6)]],
  ])('are refused: %s', (reason, before, files) => {
    expect(refusalOf(before, files)).toContain(reason);
  });

  it('are taken otherwise', () => {
    expect(refusalOf([attached(1e6)], [file('a.png', 5e6, 'image/png')])).toBeNull();
  });
});
