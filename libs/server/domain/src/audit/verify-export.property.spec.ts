import fc from 'fast-check';
import { chainOf, selectionExport, textOf, verifyFile, wholeExport } from '../testing/audit-export-fixture';

const ENTRIES = chainOf(25);

/** An export as lines, and which of them are entries. */
interface Export {
  lines: string[];
  bytes: Buffer;
  whole: boolean;
}

const EXPORTS: Export[] = [wholeExport(ENTRIES), selectionExport(ENTRIES)].map((lines, i) => ({
  ...{ lines, bytes: Buffer.from(textOf(lines)), whole: i === 0 },
}));

const sequenceAt = ({ lines }: Export, index: number): string | null => {
  const parsed = JSON.parse(lines[index] ?? '{}') as { type?: string; sequence?: string };
  return parsed.type === 'entry' ? (parsed.sequence ?? null) : null;
};
/** Which line a byte of the file stands in. */
const lineAt = ({ bytes }: Export, offset: number): number =>
  bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length;

const anExport = fc.nat({ max: EXPORTS.length - 1 });
const exportOf = (index: number): Export =>
  EXPORTS[index] ?? { lines: [], bytes: Buffer.alloc(0), whole: false };
const anOffset = (index: number) => fc.nat({ max: exportOf(index).bytes.length - 1 });
const aLine = (index: number) => fc.nat({ max: exportOf(index).lines.length - 1 });
const found = async (file: string | Buffer) => {
  const { ok, fault, line } = await verifyFile(file);
  expect(ok).toBe(false);
  expect(fault?.message).not.toBe('');
  return { fault, line };
};

describe('an export that was tampered with', () => {
  it('is found, and named by its line and entry, whatever byte was changed', async () => {
    const change = anExport.chain((index) =>
      fc.record({
        index: fc.constant(index),
        offset: anOffset(index),
        flip: fc.integer({ min: 1, max: 255 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(change, async ({ index, offset, flip }) => {
        const it = exportOf(index);
        const bytes = Buffer.from(it.bytes);
        bytes[offset] = (bytes[offset] ?? 0) ^ flip;
        const at = lineAt(it, offset);
        const { fault, line } = await found(bytes);
        expect(line).toBe(at + 1);
        if (it.whole && sequenceAt(it, at) !== null) expect(fault?.sequence).toBe(sequenceAt(it, at));
      }),
      { numRuns: 400 },
    );
  });

  it('is found when a line was deleted, and names the entry that the chain misses', async () => {
    const deletion = anExport.chain((index) => fc.record({ index: fc.constant(index), at: aLine(index) }));
    await fc.assert(
      fc.asyncProperty(deletion, async ({ index, at }) => {
        const it = exportOf(index);
        const { fault } = await found(textOf(it.lines.filter((_, i) => i !== at)));
        if (sequenceAt(it, at) === null) return;
        expect(fault?.code).toBe('entry_missing');
        if (it.whole) expect(fault?.sequence).toBe(sequenceAt(it, at));
      }),
    );
  });

  it('is found when two lines were swapped, and names what stands too far down', async () => {
    const swap = anExport.chain((index) =>
      fc.record({ index: fc.constant(index), a: aLine(index), b: aLine(index) }),
    );
    await fc.assert(
      fc.asyncProperty(swap, async ({ index, a, b }) => {
        const it = exportOf(index);
        fc.pre(a < b);
        const lines = [...it.lines];
        [lines[a], lines[b]] = [it.lines[b] ?? '', it.lines[a] ?? ''];
        const { fault, line } = await found(textOf(lines));
        expect(line).toBe(a + 1);
        const [moved, forward] = [sequenceAt(it, a), sequenceAt(it, b)];
        if (moved === null || forward === null) return;
        expect(fault?.code).toBe('entry_out_of_order');
        if (it.whole) expect(fault?.sequence).toBe(moved);
      }),
    );
  });

  it('is found when a line was put in again somewhere', async () => {
    const repetition = anExport.chain((index) =>
      fc.record({ index: fc.constant(index), from: aLine(index), to: aLine(index) }),
    );
    await fc.assert(
      fc.asyncProperty(repetition, async ({ index, from, to }) => {
        const it = exportOf(index);
        // A line before itself is a line behind itself.
        fc.pre(from !== to + 1);
        const { line } = await found(
          textOf([...it.lines.slice(0, to + 1), it.lines[from] ?? '', ...it.lines.slice(to + 1)]),
        );
        expect(line).toBe(to + 2);
      }),
    );
  });

  it('is found wherever it was cut off, and names the first entry that was lost', async () => {
    const cut = anExport.chain((index) => fc.record({ index: fc.constant(index), length: anOffset(index) }));
    await fc.assert(
      fc.asyncProperty(cut, async ({ index, length }) => {
        const it = exportOf(index);
        const { fault } = await found(it.bytes.subarray(0, length));
        expect(fault?.code).toBe(length === 0 ? 'not_an_export' : 'truncated');
        const lost = it.lines
          .slice(lineAt(it, length))
          .findIndex((_, i) => sequenceAt(it, lineAt(it, length) + i) !== null);
        const inHeader = lineAt(it, length) === 0;
        if (!it.whole || inHeader) return;
        expect(fault?.sequence).toBe(lost === -1 ? null : sequenceAt(it, lineAt(it, length) + lost));
      }),
      { numRuns: 200 },
    );
  });
});
