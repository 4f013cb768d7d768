import { PassThrough } from 'node:stream';
import { onLines, OutputRing } from './output';

async function linesOf(...pieces: Buffer[]): Promise<string[]> {
  const source = new PassThrough();
  const lines: string[] = [];
  onLines(source, (line) => lines.push(line));
  pieces.forEach((piece) => source.write(piece));
  source.end();
  await new Promise((resolve) => source.once('close', resolve));
  return lines;
}

describe('onLines', () => {
  it('joins what comes in pieces, within a character too', async () => {
    const bytes = Buffer.from('héllo\r\n\nlast');
    await expect(linesOf(bytes.subarray(0, 2), bytes.subarray(2))).resolves.toEqual(['héllo', '', 'last']);
  });

  it('cuts a line without an end, so that memory stays bounded', async () => {
    const lines = await linesOf(Buffer.alloc(40_000, 'x'));
    expect(lines.map(({ length }) => length)).toEqual([16_384, 16_384, 7_232]);
  });
});

describe('OutputRing', () => {
  it('forgets the oldest lines by number and by size', () => {
    const ring = new OutputRing(3, 10);
    const texts = (): string[] => ring.tail(10).map(({ text }) => text);
    for (const text of ['a', 'b', 'c', 'd']) ring.push({ at: '', stream: 'stdout', text });
    expect(texts()).toEqual(['b', 'c', 'd']);
    ring.push({ at: '', stream: 'stdout', text: 'x'.repeat(9) });
    expect(texts()).toEqual(['d', 'x'.repeat(9)]);
    expect(ring.tail(0)).toEqual([]);
  });
});
